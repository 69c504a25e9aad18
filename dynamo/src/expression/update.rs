use super::{
    fallback::Fallback,
    operand::{Operand, OperandKind},
    path::PathData,
    placeholders::Placeholders,
    raw::ExpressionValues,
};
use crate::{
    codec::{Encode, contained, is_same_value},
    error::{AttributeMap, Error},
};
use aws_sdk_dynamodb::types::AttributeValue;

/// One change to an item.
#[derive(Debug)]
pub(crate) enum Action {
    Set(PathData, SetValue),
    Remove(PathData),
    /// Adds to a set.
    Add(PathData, Operand),
    /// Removes from a set.
    Delete(PathData, Operand),
}

/// What an attribute is set to.
#[derive(Debug)]
pub(crate) enum SetValue {
    Value(Operand),
    IfNotExists(Before),
    /// What it is, plus or minus the operand.
    Arithmetic(Before, char, Operand),
    /// What it is, with the operand's elements after it.
    Append(Before, Operand),
    /// What it is, with the operand's elements before it.
    Prepend(Before, Operand),
}

/// What an attribute is before the update: the service looks it up.
#[derive(Debug)]
pub(crate) struct Before {
    /// Old names, under which it may be.
    pub(crate) aliases: &'static [&'static str],
    /// What counts where it is not there.
    pub(crate) otherwise: Operand,
}

impl Before {
    /// What a read gives for a field, or that value where it gives none.
    pub(crate) fn of<V: Encode>(fallback: &Fallback<V>, none: AttributeValue) -> Self {
        let missing = fallback.missing_operand();
        let otherwise = if missing.is_absent() { Operand(OperandKind::Value(none)) } else { missing };
        Self { aliases: fallback.aliases, otherwise }
    }

    fn write(self, path: &PathData, out: &mut String, placeholders: &mut Placeholders) -> Result<(), Error> {
        let old = self.aliases.iter().map(|alias| path.renamed(alias));
        let mut open = 0;
        for name in std::iter::once(path.clone()).chain(old) {
            out.push_str("if_not_exists(");
            placeholders.path(out, &name);
            out.push_str(", ");
            open += 1;
        }
        placeholders.operand(out, self.otherwise, Some(path))?;
        out.extend(std::iter::repeat_n(')', open));
        Ok(())
    }
}

/// What an action makes of an attribute.
pub(crate) enum Outcome<'a> {
    Untouched,
    Value(&'a AttributeValue),
    Removed,
    /// What it will be depends on what it was.
    Unknown,
}

impl Action {
    /// What it changes.
    pub(crate) fn path(&self) -> &PathData {
        match self {
            Self::Set(path, _) | Self::Remove(path) | Self::Add(path, _) | Self::Delete(path, _) => path,
        }
    }

    /// What becomes of an attribute.
    pub(crate) fn outcome(&self, attribute: &str) -> Outcome<'_> {
        if self.path().root() != attribute {
            return Outcome::Untouched;
        }
        match self {
            _ if !self.path().is_attribute() => Outcome::Unknown,
            Self::Set(_, SetValue::Value(operand)) => operand.as_value().map_or(Outcome::Unknown, Outcome::Value),
            Self::Remove(_) => Outcome::Removed,
            Self::Set(..) | Self::Add(..) | Self::Delete(..) => Outcome::Unknown,
        }
    }

    /// The keyword of the clause that the action belongs to.
    fn clause(&self) -> &'static str {
        match self {
            Self::Set(..) => "SET",
            Self::Remove(_) => "REMOVE",
            Self::Add(..) => "ADD",
            Self::Delete(..) => "DELETE",
        }
    }

    /// Setting an attribute to `None` removes it, or stores NULL where it must stay.
    pub(crate) fn set(path: PathData, value: Operand, none_is_null: bool) -> Self {
        match value.0 {
            OperandKind::Absent if none_is_null => {
                let null = Operand(OperandKind::Value(AttributeValue::Null(true)));
                Self::Set(path, SetValue::Value(null))
            }
            OperandKind::Absent => Self::Remove(path),
            _ => Self::Set(path, SetValue::Value(value)),
        }
    }

    fn write(self, out: &mut String, placeholders: &mut Placeholders) -> Result<(), Error> {
        match self {
            Self::Set(path, value) => {
                placeholders.path(out, &path);
                out.push_str(" = ");
                value.write(&path, out, placeholders)
            }
            Self::Remove(path) => {
                placeholders.path(out, &path);
                Ok(())
            }
            Self::Add(path, operand) | Self::Delete(path, operand) => {
                placeholders.path(out, &path);
                out.push(' ');
                placeholders.operand(out, operand, Some(&path))
            }
        }
    }
}

impl SetValue {
    fn write(self, path: &PathData, out: &mut String, placeholders: &mut Placeholders) -> Result<(), Error> {
        match self {
            Self::Value(operand) => placeholders.operand(out, operand, Some(path)),
            Self::IfNotExists(before) => before.write(path, out, placeholders),
            Self::Arithmetic(before, sign, operand) => {
                before.write(path, out, placeholders)?;
                out.push(' ');
                out.push(sign);
                out.push(' ');
                placeholders.operand(out, operand, Some(path))
            }
            Self::Append(before, operand) => {
                out.push_str("list_append(");
                before.write(path, out, placeholders)?;
                out.push_str(", ");
                placeholders.operand(out, operand, Some(path))?;
                out.push(')');
                Ok(())
            }
            Self::Prepend(before, operand) => {
                out.push_str("list_append(");
                placeholders.operand(out, operand, Some(path))?;
                out.push_str(", ");
                before.write(path, out, placeholders)?;
                out.push(')');
                Ok(())
            }
        }
    }
}

/// All the changes of one update.
#[derive(Debug, Default)]
pub(crate) struct Actions {
    pub(crate) actions: Vec<Action>,
    pub(crate) raw: Option<(String, ExpressionValues)>,
}

impl Actions {
    /// The whole update in DynamoDB's own words.
    pub(crate) fn set_raw(&mut self, expression: String, mut values: ExpressionValues) {
        if self.raw.is_some() {
            values
                .fail(Error::validation("update_expression is given twice, and it is the whole update; give it once"));
        }
        self.raw = Some((expression, values));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.raw.is_none()
    }

    /// What the item will be like, if that does not depend on what it was.
    pub(crate) fn result(&self) -> Option<UpdateResult> {
        if self.raw.is_some() {
            return None;
        }
        let places = self.actions.iter().map(|action| match action {
            _ if action.path().has_index() => None,
            Action::Set(path, SetValue::Value(operand)) => Some((path.clone(), After::Is(operand.as_value()?.clone()))),
            Action::Set(path, SetValue::IfNotExists(Before { otherwise, .. })) => {
                Some((path.clone(), After::IsUnlessThere(otherwise.as_value()?.clone())))
            }
            Action::Remove(path) => Some((path.clone(), After::Absent)),
            Action::Add(path, operand) => Some((path.clone(), After::HasAll(set(operand)?))),
            Action::Delete(path, operand) => Some((path.clone(), After::HasNone(set(operand)?))),
            Action::Set(..) => None,
        });
        places.collect::<Option<_>>().map(UpdateResult)
    }

    pub(super) fn reserve(&mut self, placeholders: &mut Placeholders) -> Result<(), Error> {
        self.raw.as_mut().map_or(Ok(()), |(expression, values)| placeholders.reserve(expression, values))
    }

    /// The update as an expression string; none if there is nothing to do.
    pub(super) fn render(self, placeholders: &mut Placeholders) -> Result<Option<String>, Error> {
        if let Some((expression, _)) = self.raw {
            if !self.actions.is_empty() {
                return Err(Error::validation(
                    "a raw update expression stands for the whole update; leave out set, remove and the other actions",
                ));
            }
            return Ok(Some(expression));
        }
        check_overlap(&self.actions)?;
        let mut actions = self.actions;
        let mut text = String::new();
        // Stable: within a clause the actions keep the caller's order.
        actions.sort_by_key(|action| match action {
            Action::Set(..) => 0,
            Action::Remove(_) => 1,
            Action::Add(..) => 2,
            Action::Delete(..) => 3,
        });
        let mut clause = "";
        for action in actions {
            if action.clause() == clause {
                text.push_str(", ");
            } else {
                clause = action.clause();
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(clause);
                text.push(' ');
            }
            action.write(&mut text, placeholders)?;
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}

/// What an item is like after an update.
pub(crate) struct UpdateResult(Vec<(PathData, After)>);

/// What a place is like after an update.
enum After {
    Is(AttributeValue),
    /// This value, or another that was there. That may be another writer's: only this one tells.
    IsUnlessThere(AttributeValue),
    Absent,
    /// A set with these elements.
    HasAll(AttributeValue),
    /// A set without these elements, or none.
    HasNone(AttributeValue),
}

/// The operand, if it is a set: adding a number twice is not adding it once.
fn set(operand: &Operand) -> Option<AttributeValue> {
    let is_set = |value: &&AttributeValue| {
        matches!(value, AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_))
    };
    operand.as_value().filter(is_set).cloned()
}

impl UpdateResult {
    /// Whether an item is as the update leaves it, for certain.
    pub(crate) fn holds(&self, item: &AttributeMap) -> bool {
        self.0.iter().all(|(path, after)| after.holds(path.find(item)))
    }

    /// Whether an item may be as the update has left it.
    pub(crate) fn may_hold(&self, item: &AttributeMap) -> bool {
        self.0.iter().all(|(path, after)| match (path.find(item), after) {
            (there, After::IsUnlessThere(_)) => there.is_some(),
            (there, after) => after.holds(there),
        })
    }
}

impl After {
    fn holds(&self, there: Option<&AttributeValue>) -> bool {
        match (there, self) {
            (Some(there), Self::Is(value) | Self::IsUnlessThere(value)) => is_same_value(there, value),
            (None, Self::Absent | Self::HasNone(_)) => true,
            (Some(there), Self::HasAll(elements)) => contained(there, elements).is_some_and(|(has, all)| has == all),
            (Some(there), Self::HasNone(elements)) => contained(there, elements).is_some_and(|(has, _)| has == 0),
            _ => false,
        }
    }
}

/// DynamoDB refuses two changes to one place, or to a place and one inside it.
fn check_overlap(actions: &[Action]) -> Result<(), Error> {
    for (position, action) in actions.iter().enumerate() {
        if let Some(other) = actions[..position].iter().find(|other| other.path().overlaps(action.path())) {
            return Err(Error::validation(format!(
                "the update changes `{}` and `{}`, which are the same place or one inside the other; change it once",
                other.path().without_keys(),
                action.path().without_keys()
            )));
        }
    }
    Ok(())
}
