use super::{
    operand::{Operand, OperandKind},
    path::PathData,
    placeholders::Placeholders,
    raw::ExpressionValues,
};
use crate::{
    codec::{contained, is_same_value},
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
    IfNotExists(Operand),
    /// What it is, or 0, plus or minus the operand.
    Arithmetic(char, Operand),
    /// What it is, or an empty list, with the operand's elements after it.
    Append(Operand),
    /// What it is, or an empty list, with the operand's elements before it.
    Prepend(Operand),
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
                placeholders.operand(out, operand)
            }
        }
    }
}

impl SetValue {
    fn write(self, path: &PathData, out: &mut String, placeholders: &mut Placeholders) -> Result<(), Error> {
        let existing = |out: &mut String, otherwise: AttributeValue, placeholders: &mut Placeholders| {
            out.push_str("if_not_exists(");
            placeholders.path(out, path);
            out.push_str(", ");
            placeholders.value(out, otherwise);
            out.push(')');
        };
        match self {
            Self::Value(operand) => placeholders.operand(out, operand),
            Self::IfNotExists(operand) => {
                out.push_str("if_not_exists(");
                placeholders.path(out, path);
                out.push_str(", ");
                placeholders.operand(out, operand)?;
                out.push(')');
                Ok(())
            }
            Self::Arithmetic(sign, operand) => {
                existing(out, AttributeValue::N("0".to_owned()), placeholders);
                out.push(' ');
                out.push(sign);
                out.push(' ');
                placeholders.operand(out, operand)
            }
            Self::Append(operand) => {
                out.push_str("list_append(");
                existing(out, AttributeValue::L(Vec::new()), placeholders);
                out.push_str(", ");
                placeholders.operand(out, operand)?;
                out.push(')');
                Ok(())
            }
            Self::Prepend(operand) => {
                out.push_str("list_append(");
                placeholders.operand(out, operand)?;
                out.push_str(", ");
                existing(out, AttributeValue::L(Vec::new()), placeholders);
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
            // Another value in the place of `if_not_exists` may be another writer's: only this one tells.
            Action::Set(path, SetValue::Value(operand) | SetValue::IfNotExists(operand)) => {
                Some((path.clone(), After::Is(operand.as_value()?.clone())))
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
    /// Whether an item is as the update leaves it.
    pub(crate) fn holds(&self, item: &AttributeMap) -> bool {
        self.0.iter().all(|(path, after)| match (path.find(item), after) {
            (Some(there), After::Is(value)) => is_same_value(there, value),
            (None, After::Absent | After::HasNone(_)) => true,
            (Some(there), After::HasAll(elements)) => contained(there, elements).is_some_and(|(has, all)| has == all),
            (Some(there), After::HasNone(elements)) => contained(there, elements).is_some_and(|(has, _)| has == 0),
            _ => false,
        })
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
