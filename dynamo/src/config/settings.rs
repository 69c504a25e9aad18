use std::borrow::Cow;

use super::{Config, GLOBAL, scope};

/// The settings in force: what [`Config`]'s levels come to, defaults filled in.
///
/// ```
/// let settings = dynamo::Settings::default();
/// assert_eq!((settings.partition_key_name.as_ref(), settings.sort_key_name.as_ref()), ("pk", "sk"));
/// assert_eq!(settings.key_separator, "#");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "independent switches, as the configuration names them")]
pub struct Settings {
    /// Name of the partition key's attribute.
    pub partition_key_name: Cow<'static, str>,
    /// Name of the sort key's attribute.
    pub sort_key_name: Cow<'static, str>,
    /// What joins the parts of a key.
    pub key_separator: Cow<'static, str>,
    /// Whether the partition key ends with the entity's name.
    pub suffix_partition_key: bool,
    /// Whether each value in the partition key follows its attribute's name.
    pub prefix_partition_key: bool,
    /// Whether each value in the sort key follows its attribute's name.
    pub prefix_sort_key: bool,
    /// Whether tables have a sort key.
    pub table_has_sort_key: bool,
    /// What every table name starts with.
    pub table_prefix: Cow<'static, str>,
    /// The attribute in which the entity's name is stored, if it is.
    pub type_attribute: Option<Cow<'static, str>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            partition_key_name: Cow::Borrowed("pk"),
            sort_key_name: Cow::Borrowed("sk"),
            key_separator: Cow::Borrowed("#"),
            suffix_partition_key: true,
            prefix_partition_key: true,
            prefix_sort_key: false,
            table_has_sort_key: true,
            table_prefix: Cow::Borrowed(""),
            type_attribute: None,
        }
    }
}

impl Settings {
    /// What is in force here for an item type that sets nothing itself.
    ///
    /// ```
    /// assert_eq!(dynamo::Settings::current(), dynamo::Settings::default());
    /// ```
    pub fn current() -> Self {
        let mut settings = Self::default();
        if let Some(global) = GLOBAL.get() {
            settings.apply(global);
        }
        if let Some(task) = scope::current() {
            settings.apply(&task);
        }
        settings
    }

    /// What is in force here for a schema with these settings of its own.
    pub(crate) fn for_schema(schema: &Config) -> Self {
        let mut settings = Self::current();
        settings.apply(schema);
        settings
    }

    fn apply(&mut self, config: &Config) {
        fn text(setting: &mut Cow<'static, str>, value: Option<&Cow<'static, str>>) {
            if let Some(value) = value {
                setting.clone_from(value);
            }
        }
        fn flag(setting: &mut bool, value: Option<bool>) {
            *setting = value.unwrap_or(*setting);
        }
        let Config {
            partition_key_name,
            sort_key_name,
            key_separator,
            suffix_partition_key,
            prefix_partition_key,
            prefix_sort_key,
            table_has_sort_key,
            table_prefix,
            type_attribute,
        } = config;
        text(&mut self.partition_key_name, partition_key_name.as_ref());
        text(&mut self.sort_key_name, sort_key_name.as_ref());
        text(&mut self.key_separator, key_separator.as_ref());
        flag(&mut self.suffix_partition_key, *suffix_partition_key);
        flag(&mut self.prefix_partition_key, *prefix_partition_key);
        flag(&mut self.prefix_sort_key, *prefix_sort_key);
        flag(&mut self.table_has_sort_key, *table_has_sort_key);
        text(&mut self.table_prefix, table_prefix.as_ref());
        if type_attribute.is_some() {
            self.type_attribute.clone_from(type_attribute);
        }
    }
}
