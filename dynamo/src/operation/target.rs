use std::sync::Arc;

use super::Connection;
use crate::{config::Settings, error::Error, schema::Schema};

/// Where an operation goes: the SDK's client, and the table's name as far as it is not the schema's.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) connection: Connection,
    pub(crate) name: Option<Arc<str>>,
    pub(crate) prefix: Option<Arc<str>>,
}

impl Target {
    /// The table's whole name for items of this schema.
    pub(crate) fn table_name(&self, schema: &Schema, settings: &Settings) -> Result<String, Error> {
        let name = self.unchecked_table_name(schema, settings);
        check_table_name(&name)?;
        Ok(name)
    }

    /// The same, though it may be no table's name.
    pub(crate) fn unchecked_table_name(&self, schema: &Schema, settings: &Settings) -> String {
        let prefix = self.prefix.as_deref().unwrap_or(&settings.table_prefix);
        self.name.as_deref().map_or_else(|| [prefix, schema.table].concat(), str::to_owned)
    }
}

/// From AWS's page "Supported data types and naming rules in Amazon DynamoDB"; an ARN may stand for a name.
fn check_table_name(name: &str) -> Result<(), Error> {
    let plain = |name: &str| {
        (3..=255).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    if name.starts_with("arn:") || plain(name) {
        return Ok(());
    }
    Err(Error::validation(format!(
        "{name:?} cannot be a table's name: it takes 3 to 255 characters of a-z, A-Z, 0-9, `_`, `-` and `.`"
    )))
}

#[cfg(test)]
mod tests {
    use super::check_table_name;

    #[test]
    fn table_names_follow_the_rules_of_dynamodb() {
        for good in ["abc", "prod-orders", "a.b_c", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"] {
            assert!(check_table_name(good).is_ok(), "{good}");
        }
        for bad in ["", "ab", "with space", "ümlaut", &"x".repeat(256)] {
            assert!(check_table_name(bad).is_err(), "{bad}");
        }
    }
}
