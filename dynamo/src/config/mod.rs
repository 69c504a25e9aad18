//! The configuration of key layouts and table names, at its three levels below the schema.

mod scope;
mod settings;

use std::{borrow::Cow, future::Future, sync::OnceLock};

use crate::error::Error;

pub use self::settings::Settings;

/// The first level of the configuration above the defaults, set once.
static GLOBAL: OnceLock<Config> = OnceLock::new();

/// Settings of key layouts and table names that differ from what they would be otherwise; `None` leaves one alone.
///
/// Four levels, each over the one before: the defaults, the application ([`set_global`](Config::set_global)), the task
/// ([`scope`](Config::scope), [`sync_scope`](Config::sync_scope)), and the schema (`#[dynamo(key_separator = "_")]` and
/// so on). A key is built with what is in force where its operation is awaited or turned into an input.
/// [`Settings`] is the outcome; `Order::config()` shows it for an item type.
///
/// Key templates (`pk = ".."`, `sk = ".."`) and native keys are fixed by the schema: the layout settings do not change
/// them.
///
/// ```
/// use dynamo::{Config, Item};
///
/// #[derive(Item)]
/// #[dynamo(table = "users", partition_key(id))]
/// struct User {
///     id: String,
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// assert_eq!(User::key("123").resolve()?.partition().to_string(), "id#123#user");
///
/// let tenant = Config { key_separator: Some("-".into()), suffix_partition_key: Some(false), ..Config::default() };
/// let key = tenant.sync_scope(|| User::key("123").resolve())?;
/// assert_eq!(key.partition().to_string(), "id-123");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// Name of the partition key's attribute; default `pk`.
    pub partition_key_name: Option<Cow<'static, str>>,
    /// Name of the sort key's attribute; default `sk`.
    pub sort_key_name: Option<Cow<'static, str>>,
    /// What joins the parts of a key; default `#`. Choose one that the components do not contain, and that sorts before
    /// the characters they are made of: with `:`, which digits come before, `1` would sort after `10`.
    pub key_separator: Option<Cow<'static, str>>,
    /// Whether the partition key ends with the entity's name; default true.
    pub suffix_partition_key: Option<bool>,
    /// Whether each value in the partition key follows its attribute's name; default true.
    pub prefix_partition_key: Option<bool>,
    /// Whether each value in the sort key follows its attribute's name; default false.
    pub prefix_sort_key: Option<bool>,
    /// Whether tables have a sort key; default true. With false, an item with a sort key is an error.
    pub table_has_sort_key: Option<bool>,
    /// What every table name starts with; default nothing.
    pub table_prefix: Option<Cow<'static, str>>,
    /// The attribute in which the entity's name is stored; default none.
    pub type_attribute: Option<Cow<'static, str>>,
}

impl Config {
    /// A configuration that changes nothing, as a constant; the same as [`Config::default`].
    ///
    /// ```
    /// const NOTHING: dynamo::Config = dynamo::Config::new();
    /// assert_eq!(NOTHING, dynamo::Config::default());
    /// ```
    pub const fn new() -> Self {
        Self {
            partition_key_name: None,
            sort_key_name: None,
            key_separator: None,
            suffix_partition_key: None,
            prefix_partition_key: None,
            prefix_sort_key: None,
            table_has_sort_key: None,
            table_prefix: None,
            type_attribute: None,
        }
    }

    /// Sets the configuration of the whole application: once, typically first thing in `main`.
    ///
    /// Once, because keys that were written under one layout are not found under another.
    ///
    /// ```
    /// use dynamo::Config;
    ///
    /// let config = Config { table_prefix: Some("prod-".into()), ..Config::default() };
    /// assert!(config.clone().set_global().is_ok());
    /// assert!(config.set_global().is_err(), "only once");
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) if it was set before.
    pub fn set_global(self) -> Result<(), Error> {
        GLOBAL.set(self).map_err(|_| Error::validation("the global configuration is set already, and can be set once"))
    }

    /// Runs a future with this configuration over the one in force, also across its `.await` points.
    ///
    /// Scopes nest: an inner scope changes what it sets and keeps the rest. A task that the future spawns does not
    /// inherit the scope.
    ///
    /// ```
    /// use dynamo::{Config, Settings};
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let tenant = Config { table_prefix: Some("acme-".into()), ..Config::default() };
    /// tenant.scope(async {
    ///     assert_eq!(Settings::current().table_prefix, "acme-");
    /// }).await;
    /// assert_eq!(Settings::current().table_prefix, "");
    /// # });
    /// ```
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        scope::run(self, future)
    }

    /// Runs a closure with this configuration over the one in force; the synchronous [`scope`](Config::scope).
    ///
    /// ```
    /// use dynamo::{Config, Settings};
    ///
    /// let config = Config { key_separator: Some("|".into()), ..Config::default() };
    /// assert_eq!(config.sync_scope(|| Settings::current().key_separator), "|");
    /// ```
    pub fn sync_scope<R>(self, closure: impl FnOnce() -> R) -> R {
        scope::run_sync(self, closure)
    }

    /// This configuration over `base`.
    fn over(self, base: Self) -> Self {
        // Without `..`, so that a new setting cannot be forgotten here.
        let Self {
            partition_key_name,
            sort_key_name,
            key_separator,
            suffix_partition_key,
            prefix_partition_key,
            prefix_sort_key,
            table_has_sort_key,
            table_prefix,
            type_attribute,
        } = self;
        Self {
            partition_key_name: partition_key_name.or(base.partition_key_name),
            sort_key_name: sort_key_name.or(base.sort_key_name),
            key_separator: key_separator.or(base.key_separator),
            suffix_partition_key: suffix_partition_key.or(base.suffix_partition_key),
            prefix_partition_key: prefix_partition_key.or(base.prefix_partition_key),
            prefix_sort_key: prefix_sort_key.or(base.prefix_sort_key),
            table_has_sort_key: table_has_sort_key.or(base.table_has_sort_key),
            table_prefix: table_prefix.or(base.table_prefix),
            type_attribute: type_attribute.or(base.type_attribute),
        }
    }
}
