use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    condition::Node,
    operand::{Operand, OperandKind, Refusal},
    path::{PathData, Segment},
    raw::{self, ExpressionValues},
    update::Actions,
};
use crate::error::{AttributeMap, Error};

/// The names and values that all the expressions of one request share.
#[derive(Default)]
pub(crate) struct Placeholders {
    /// The library's own, in order.
    names: Vec<(String, String)>,
    values: AttributeMap,
    /// The user's own, of raw expressions.
    raw_names: HashMap<String, String>,
    /// The text of the raw expressions: the library's placeholders are none of its words.
    raw_text: String,
    next_name: usize,
    next_value: usize,
}

impl Placeholders {
    /// Takes in a raw expression, before any of the library's placeholders is given out.
    pub(super) fn reserve(&mut self, expression: &str, values: &mut ExpressionValues) -> Result<(), Error> {
        if let Some(error) = values.error.take() {
            return Err(error);
        }
        if expression.trim().is_empty() {
            return Err(Error::validation("the raw expression is empty"));
        }
        raw::check_parentheses(expression)?;
        self.raw_text.push_str(expression);
        self.raw_text.push(' ');
        for (placeholder, name) in &values.names {
            if self.raw_names.insert(placeholder.clone(), name.clone()).is_some_and(|before| before != *name) {
                return Err(raw::given_twice(placeholder));
            }
        }
        for (placeholder, value) in &values.values {
            if self.values.insert(placeholder.clone(), value.clone()).is_some_and(|before| before != *value) {
                return Err(raw::given_twice(placeholder));
            }
        }
        Ok(())
    }

    fn name(&mut self, name: &str) -> &str {
        let position = self.names.iter().position(|(_, known)| known == name).unwrap_or_else(|| {
            let placeholder = loop {
                let candidate = format!("#n{}", self.next_name);
                self.next_name += 1;
                if !self.raw_names.contains_key(&candidate) && !self.raw_text.contains(&candidate) {
                    break candidate;
                }
            };
            self.names.push((placeholder, name.to_owned()));
            self.names.len() - 1
        });
        &self.names[position].0
    }

    pub(super) fn value(&mut self, out: &mut String, value: AttributeValue) {
        let placeholder = loop {
            let candidate = format!(":v{}", self.next_value);
            self.next_value += 1;
            if !self.values.contains_key(&candidate) && !self.raw_text.contains(&candidate) {
                break candidate;
            }
        };
        out.push_str(&placeholder);
        self.values.insert(placeholder, value);
    }

    pub(super) fn path(&mut self, out: &mut String, path: &PathData) {
        for (position, segment) in path.0.iter().enumerate() {
            match segment {
                Segment::Name(name) | Segment::Key(name) => {
                    if position > 0 {
                        out.push('.');
                    }
                    out.push_str(self.name(name));
                }
                Segment::Index(index) => {
                    out.push('[');
                    out.push_str(&index.to_string());
                    out.push(']');
                }
            }
        }
    }

    /// The paths, each once; DynamoDB refuses one inside another.
    fn projection(&mut self, paths: &[PathData]) -> Result<String, Error> {
        let mut text = String::new();
        for (position, path) in paths.iter().enumerate() {
            if let Some(other) = paths[..position].iter().find(|other| other.overlaps(path)) {
                if other == path {
                    continue;
                }
                return Err(Error::validation(format!(
                    "the selection names `{}` and `{}`, one inside the other; select the outer one",
                    other.without_keys(),
                    path.without_keys()
                )));
            }
            if !text.is_empty() {
                text.push_str(", ");
            }
            self.path(&mut text, path);
        }
        Ok(text)
    }

    /// Writes the operand; `place` is what it is compared with, or what it changes.
    pub(super) fn operand(
        &mut self,
        out: &mut String,
        operand: Operand,
        place: Option<&PathData>,
    ) -> Result<(), Error> {
        match operand.0 {
            OperandKind::Path(path) => self.path(out, &path),
            OperandKind::Size(path) => {
                out.push_str("size(");
                self.path(out, &path);
                out.push(')');
            }
            OperandKind::Value(value) => self.value(out, value),
            OperandKind::Absent => return Err(Refusal::NONE.at(place)),
            OperandKind::Invalid(refusal) => return Err(refusal.at(place)),
        }
        Ok(())
    }

    pub(super) fn operands(
        &mut self,
        out: &mut String,
        operands: Vec<Operand>,
        place: Option<&PathData>,
    ) -> Result<(), Error> {
        for (position, operand) in operands.into_iter().enumerate() {
            if position > 0 {
                out.push_str(", ");
            }
            self.operand(out, operand, place)?;
        }
        Ok(())
    }

    fn finish(self) -> (Option<HashMap<String, String>>, Option<AttributeMap>) {
        let mut names = self.raw_names;
        names.extend(self.names);
        (Some(names).filter(|names| !names.is_empty()), Some(self.values).filter(|values| !values.is_empty()))
    }
}

/// The expressions of one request, rendered, with the names and values they share.
#[derive(Default)]
pub(crate) struct Expressions {
    pub(crate) key_condition: Option<String>,
    pub(crate) condition: Option<String>,
    pub(crate) update: Option<String>,
    pub(crate) projection: Option<String>,
    pub(crate) names: Option<HashMap<String, String>>,
    pub(crate) values: Option<AttributeMap>,
}

impl Expressions {
    /// A read's key condition, filter and projection.
    pub(crate) fn of_read(
        key_condition: Option<Node>,
        mut filter: Option<Node>,
        projection: Option<&[PathData]>,
    ) -> Result<Self, Error> {
        // Most gets.
        if key_condition.is_none() && filter.is_none() && projection.is_none() {
            return Ok(Self::default());
        }
        let mut placeholders = Placeholders::default();
        if let Some(filter) = &mut filter {
            filter.reserve(&mut placeholders)?;
        }
        let key_condition = key_condition.map(|condition| condition.render(&mut placeholders)).transpose()?;
        let condition = filter.map(|filter| filter.render(&mut placeholders)).transpose()?;
        let projection = projection.map(|paths| placeholders.projection(paths)).transpose()?;
        let (names, values) = placeholders.finish();
        Ok(Self { key_condition, condition, update: None, projection, names, values })
    }

    /// A write's condition and update.
    pub(crate) fn render(mut condition: Option<Node>, mut update: Option<Actions>) -> Result<Self, Error> {
        // Most puts.
        if condition.is_none() && update.is_none() {
            return Ok(Self::default());
        }
        let mut placeholders = Placeholders::default();
        if let Some(condition) = &mut condition {
            condition.reserve(&mut placeholders)?;
        }
        if let Some(update) = &mut update {
            update.reserve(&mut placeholders)?;
        }
        let update = update.map(|update| update.render(&mut placeholders)).transpose()?.flatten();
        let condition = condition.map(|condition| condition.render(&mut placeholders)).transpose()?;
        let (names, values) = placeholders.finish();
        Ok(Self { key_condition: None, condition, update, projection: None, names, values })
    }
}
