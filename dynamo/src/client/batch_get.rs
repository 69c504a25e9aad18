use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use super::{
    bulk::{BulkOptions, Input, Origin, Unfinished},
    bulk_get::{OPERATION, get_all},
    get_request::{GetEntry, Group, Inputs},
    table::Table,
};
use crate::{
    codec::{Document, Item, ItemData, Key, KeyIdentity, key_attributes},
    config::Settings,
    error::{Error, Result},
    expression::{Projection, SelectedPath, Selection},
    operation::{Output, Projected, Selected, Target, decode_data, metered_method},
    schema::{AllAttributes, QueryKey},
};

/// Reads many items by their keys: `BatchGetItem`, as often as it takes. Awaiting it gives the items that are there, in the
/// order of the keys.
///
/// The keys are sent 100 at a time, several requests side by side, each key once. What DynamoDB leaves unprocessed, and what
/// it throttles, is asked again after a while, as long as something comes and there is time. If something is left then, the
/// error holds the keys ([`Error::unprocessed_keys`], [`Error::unprocessed_positions`]); nothing is passed over in silence.
/// Nor is an item that does not fit the type: then those keys are handed back whose items do not, and
/// [`Error::refused_positions`] has the same. The other items are dropped; ask again without these keys.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item, Debug, PartialEq)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32, name: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// # let many: Vec<User> = (0..250).map(|id| User { id, name: "n".into() }).collect();
/// # users.batch_put(&many).await?;
/// let found: Vec<User> = users.batch_get((200..300).map(User::key)).await?;
/// assert_eq!(found.len(), 50);
///
/// let each: Vec<Option<User>> = users.batch_get([User::key(7), User::key(999), User::key(7)]).in_order().await?;
/// assert!(each[0].is_some() && each[1].is_none() && each[0] == each[2]);
///
/// let names: Vec<String> = users.batch_get([User::key(7)]).consistent().select(|user| user.name).await?;
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "an operation does nothing until it is awaited"]
pub struct BatchGet<T, O = AllAttributes, W = Found> {
    target: Target,
    keys: Vec<Key<T>>,
    consistent: bool,
    paths: Option<Vec<SelectedPath>>,
    output: O,
    options: BulkOptions,
    gives: PhantomData<fn() -> W>,
}

/// A batch get gives the items that are there.
#[derive(Debug)]
pub enum Found {}

/// A batch get gives an `Option` for each key.
#[derive(Debug)]
pub enum EachKey {}

/// What a batch get gives: of the answers to all keys, those that are there or all.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which of the answers a batch get gives",
    note = "it is `Found` for the items that are there; .in_order() makes it `EachKey`, an Option for each key"
)]
pub trait Answers<V> {
    /// What awaiting it gives.
    type Output: Send;

    /// For the library.
    #[doc(hidden)]
    fn of(answers: Vec<Option<V>>) -> Self::Output;
}

impl<V: Send> Answers<V> for Found {
    type Output = Vec<V>;

    fn of(answers: Vec<Option<V>>) -> Vec<V> {
        answers.into_iter().flatten().collect()
    }
}

impl<V: Send> Answers<V> for EachKey {
    type Output = Vec<Option<V>>;

    fn of(answers: Vec<Option<V>>) -> Vec<Option<V>> {
        answers
    }
}

impl<T: Item> BatchGet<T> {
    pub(super) fn new(table: &Table<T>, keys: Vec<Key<T>>) -> Self {
        let (target, options) = (table.target().clone(), BulkOptions::default());
        Self { target, keys, consistent: false, paths: None, output: AllAttributes, options, gives: PhantomData }
    }
}

impl<T: Item, O, W> BatchGet<T, O, W> {
    fn giving<P, X>(self, output: P, paths: Option<Vec<SelectedPath>>) -> BatchGet<T, P, X> {
        let Self { target, keys, consistent, paths: _, output: _, options, gives: _ } = self;
        BatchGet { target, keys, consistent, paths, output, options, gives: PhantomData }
    }

    /// Gives an `Option` for each key, in the order of the keys, also for one that is given twice.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let each = users.batch_get([1, 2].map(User::key)).in_order().await?;
    /// assert!(each[0].is_none() && each[1].is_none());
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn in_order(mut self) -> BatchGet<T, O, EachKey> {
        let paths = self.paths.take();
        let Self { target, keys, consistent, paths: _, output, options, gives: _ } = self;
        BatchGet { target, keys, consistent, paths, output, options, gives: PhantomData }
    }

    /// Reads strongly consistently: sees every write that succeeded before, at twice the read capacity.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let get = users.batch_get([1, 2].map(User::key)).consistent();
    /// ```
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Fetches only some attributes: each item gives a value, or a tuple of values.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32, name: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let get = users.batch_get([1, 2].map(User::key)).select(|user| (user.id, user.name));
    /// ```
    pub fn select<P: Selection<T>>(self, selection: impl FnOnce(T::Fields) -> P) -> BatchGet<T, Selected<P>, W> {
        let output = Selected::new(selection(<T as Document>::FIELDS));
        let paths = output.paths();
        self.giving(output, Some(paths))
    }

    /// Fetches only the attributes of a struct that derives [`Projection`](macro@crate::Projection).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, Projection};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32, name: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// #[derive(Projection)]
    /// #[dynamo(item = User)]
    /// struct Name {
    ///     name: String,
    /// }
    ///
    /// let get = users.batch_get([1, 2].map(User::key)).project::<Name>();
    /// ```
    pub fn project<V: Projection<Item = T>>(self) -> BatchGet<T, Projected<V>, W> {
        let output = Projected::new();
        let paths = output.paths();
        self.giving(output, Some(paths))
    }

    /// How many requests are under way at once; 4 if not given, 0 counts as 1.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let get = users.batch_get((0..1000).map(User::key)).concurrency(16);
    /// ```
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.options.concurrency = requests.max(1);
        self
    }

    /// How long it goes on asking for what DynamoDB does not process, for each 100 keys; one minute if not given.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let get = users.batch_get([1, 2].map(User::key)).give_up_after(Duration::from_secs(10));
    /// ```
    pub fn give_up_after(mut self, wait: Duration) -> Self {
        self.options.give_up_after = wait;
        self
    }

    metered_method!(options.meter, "users.batch_get([User::key(\"1\")])");

    /// The group of the keys, which join the inputs; none if it cannot be asked for.
    fn add_to(&self, inputs: &mut Inputs, group: usize, settings: &Settings) -> Option<Group> {
        let names: Arc<[_]> = QueryKey::table(T::SCHEMA).names(settings).into();
        let first = inputs.count();
        let group_of_keys = self.target.table_name(T::SCHEMA, settings).and_then(|table| {
            let group = Group::new(table, &names, self.consistent, self.paths.as_deref(), &[])?;
            Ok(group.metered(self.options.meter.as_ref()))
        });
        let group_of_keys = match group_of_keys {
            Ok(group_of_keys) => group_of_keys,
            Err(error) => {
                let origins = (0..self.keys.len()).map(|index| self.origin(index, first));
                inputs.refused.add(origins, Some(error));
                return None;
            }
        };
        for (index, key) in self.keys.iter().enumerate() {
            let origin = self.origin(index, first);
            match key.resolve_with(settings) {
                Ok(resolved) => {
                    let key = key_attributes(resolved);
                    let identity = KeyIdentity::of(&key, &names);
                    inputs.entries.push(GetEntry { group, identity, key, origin });
                }
                Err(error) => inputs.refused.refuse(origin, error.into()),
            }
        }
        Some(group_of_keys)
    }

    /// The key with this index; the first one's position among all inputs is `first`.
    fn origin(&self, index: usize, first: usize) -> Origin {
        Origin::of::<T>(first + index, Input::Key(self.keys[index].clone().into_components()))
    }
}

impl<T: Item, O: Output<T>, W> BatchGet<T, O, W> {
    /// The items of the keys, in order. A key whose item does not fit the type is refused.
    fn decoded(
        &self,
        answers: impl Iterator<Item = Option<ItemData>>,
        first: usize,
        settings: &Settings,
        refused: &mut Unfinished,
    ) -> Vec<Option<O::Item>> {
        let decode = |(index, item)| match decode_data(&self.output, item?, settings) {
            Ok(item) => Some(item),
            Err(error) => {
                let table = self.target.table_name(T::SCHEMA, settings).ok();
                let error = Error::from(error).of_request(OPERATION, table.as_deref());
                refused.refuse(self.origin(index, first), error);
                None
            }
        };
        answers.enumerate().map(decode).collect()
    }
}

impl<T: Item, O: Output<T>, W: Answers<O::Item> + 'static> IntoFuture for BatchGet<T, O, W> {
    type Output = Result<W::Output>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<W::Output>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let settings = T::SCHEMA.settings();
            let mut inputs = Inputs::default();
            let group = self.add_to(&mut inputs, 0, &settings);
            let (groups, entries) = (Vec::from_iter(group), inputs.entries(OPERATION)?);
            let items = get_all(&self.target.connection, &groups, entries, &self.options).await?;
            let mut refused = Unfinished::default();
            let answers = self.decoded(items.answers(), 0, &settings, &mut refused);
            all_fit(refused, self.keys.len())?;
            Ok(W::of(answers))
        })
    }
}

impl<T: Item, O, W> fmt::Debug for BatchGet<T, O, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchGet")
            .field("entity", &T::SCHEMA.entity)
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

/// Fails if there are keys whose items do not fit their type, of so many.
fn all_fit(refused: Unfinished, count: usize) -> Result<()> {
    if refused.is_empty() {
        return Ok(());
    }
    let done = count - refused.count();
    Err(refused.into_error(OPERATION, done))
}

/// Several batch gets at once, as [`Dynamo::batch_get`](crate::Dynamo::batch_get) takes them: a tuple of up to six.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tuple of batch gets",
    label = "up to six of `table.batch_get(keys)`, in a tuple",
    note = "await a single batch get itself, or write `(users.batch_get(keys),)`",
    note = "more keys of one table go into one batch get: it divides them"
)]
pub trait BatchGets {
    /// A tuple of what each gives.
    type Output;

    /// For the library: reads them all.
    #[doc(hidden)]
    fn get(self) -> impl Future<Output = Result<Self::Output>> + Send;
}

macro_rules! tuples {
    ($($($item:ident $output:ident $gives:ident $index:tt),*;)*) => {$(
        impl<$($item, $output, $gives),*> BatchGets for ($(BatchGet<$item, $output, $gives>,)*)
        where
            $(
                $item: Item,
                $output: Output<$item>,
                $gives: Answers<$output::Item> + 'static,
            )*
        {
            type Output = ($($gives::Output,)*);

            async fn get(self) -> Result<Self::Output> {
                let mut inputs = Inputs::default();
                let settings = ($($item::SCHEMA.settings(),)*);
                let groups = [$(self.$index.add_to(&mut inputs, $index, &settings.$index)),*];
                let (groups, entries) = (Vec::from_iter(groups.into_iter().flatten()), inputs.entries(OPERATION)?);
                // The first one's connection and options are those of all; meters are each one's own.
                let (connection, options) = (self.0.target.connection.clone(), self.0.options.clone());
                let mut items = get_all(&connection, &groups, entries, &options).await?.answers();
                let (mut first, mut refused) = (0, Unfinished::default());
                let answers = ($({
                    let count = self.$index.keys.len();
                    let items = items.by_ref().take(count);
                    let answers = self.$index.decoded(items, first, &settings.$index, &mut refused);
                    first += count;
                    answers
                },)*);
                all_fit(refused, first)?;
                Ok(($($gives::of(answers.$index),)*))
            }
        }
    )*};
}

tuples! {
    A OA WA 0;
    A OA WA 0, B OB WB 1;
    A OA WA 0, B OB WB 1, C OC WC 2;
    A OA WA 0, B OB WB 1, C OC WC 2, D OD WD 3;
    A OA WA 0, B OB WB 1, C OC WC 2, D OD WD 3, E OE WE 4;
    A OA WA 0, B OB WB 1, C OC WC 2, D OD WD 3, E OE WE 4, F OF WF 5;
}
