use std::{
    collections::HashSet,
    fmt::{self, Write as _},
    future::{Future, IntoFuture},
    hash::{BuildHasher as _, Hasher as _, RandomState},
    mem,
    pin::Pin,
    time::Duration,
};

use aws_sdk_dynamodb::operation::transact_write_items::{
    TransactWriteItemsInput, builders::TransactWriteItemsInputBuilder,
};

use super::{
    attempts::Attempts,
    bulk::{BulkOptions, Patience, deadline},
    wire::{Exchange, Operation, Splice},
};
use crate::{
    codec::Item,
    error::{Error, Result},
    operation::{
        BuiltWrite, ConditionCheck, Connection, ConsumedCapacity, Delete, MayExist, MustExist, Put, TransactWrite,
        Update, built, metered_method,
    },
};

/// The most operations that a transaction takes, and the most bytes; from AWS's page "`TransactWriteItems`" of the API
/// reference.
pub(super) const MAX_OPERATIONS: usize = 100;
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Several writes that are done all or not at all: `TransactWriteItems`, as [`Dynamo::transaction`](crate::Dynamo::transaction)
/// makes it.
///
/// The operations are those of the tables, with their conditions: up to 100, each on another item, of several types and
/// tables. If one cannot be done, none is: the error is of kind [`TransactionCanceled`](crate::ErrorKind::TransactionCanceled), and
/// [`Error::cancellation_reasons`] says what was wrong with each.
///
/// It is one request, sent through the [`Dynamo`](crate::Dynamo) that makes it, whatever the tables were made with. What it
/// consumes is added to its own meter, or else to that of the first operation that has one.
///
/// A conflict with another transaction, and throttling, are tried again, with the same token: a transaction whose answer was
/// lost is not done twice (DynamoDB knows a token for ten minutes).
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "accounts", partition_key(id))] struct Account { id: String, balance: u64 }
/// # #[derive(Item)] #[dynamo(table = "transfers", partition_key(id))] struct Transfer { id: String, amount: u64 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let db = Dynamo::embedded();
/// # let (accounts, transfers) = (db.table::<Account>(), db.table::<Transfer>());
/// # accounts.create_table().await?;
/// # transfers.create_table().await?;
/// # for id in ["A", "B"] { accounts.put(&Account { id: id.into(), balance: 150 }).await?; }
/// let transfer = Transfer { id: "T1".into(), amount: 100 };
/// db.transaction()
///     .update(accounts.update(Account::key("A")).decrement(|a| a.balance, 100).when(|a| a.balance.ge(100)))
///     .update(accounts.update(Account::key("B")).increment(|a| a.balance, 100))
///     .put(transfers.create(&transfer))
///     .await?;
/// assert_eq!(accounts.get(Account::key("B")).await?.unwrap().balance, 250);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a transaction does nothing until it is awaited"]
pub struct Transaction<'a> {
    connection: Connection,
    operations: Vec<Box<dyn TransactWrite + Send + 'a>>,
    token: Option<String>,
    options: BulkOptions,
}

/// What a transaction that was done has to say.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let db = Dynamo::embedded();
/// # let users = db.table::<User>();
/// # users.create_table().await?;
/// let user = User { id: "1".into() };
/// let committed = db.transaction().put(users.create(&user)).return_consumed_capacity().await?;
/// assert_eq!(committed.consumed_capacity.unwrap().total, 2.0, "write units: twice those of a single write");
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Committed {
    /// What it consumed, where `return_consumed_capacity` asked for it.
    pub consumed_capacity: Option<ConsumedCapacity>,
}

impl<'a> Transaction<'a> {
    pub(super) fn new(connection: Connection) -> Self {
        let options = BulkOptions { give_up_after: Duration::from_secs(30), ..BulkOptions::default() };
        Self { connection, operations: Vec::new(), token: None, options }
    }

    fn with(mut self, operation: impl TransactWrite + Send + 'a) -> Self {
        self.operations.push(Box::new(operation));
        self
    }

    /// Writes an item, as [`put`](crate::Table::put) or [`create`](crate::Table::create) made it.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let user = User { id: "1".into() };
    /// let transaction = db.transaction().put(users.create(&user));
    /// ```
    pub fn put<T: Item>(self, put: Put<'a, T>) -> Self {
        self.with(put)
    }

    /// Changes an item that must exist.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let transaction = db.transaction().update(users.update(User::key("1")).increment(|user| user.visits, 1));
    /// ```
    pub fn update<T: Item + 'a>(self, update: Update<T, MustExist>) -> Self {
        self.with(update)
    }

    /// Changes an item, or creates it.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let transaction = db.transaction().upsert(users.upsert(User::key("1")).increment(|user| user.visits, 1));
    /// ```
    pub fn upsert<T: Item + 'a>(self, upsert: Update<T, MayExist>) -> Self {
        self.with(upsert)
    }

    /// Deletes an item.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let transaction = db.transaction().delete(users.delete(User::key("1")).must_exist());
    /// ```
    pub fn delete<T: Item + 'a>(self, delete: Delete<T>) -> Self {
        self.with(delete)
    }

    /// Checks an item without changing it.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, active: bool }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let transaction = db.transaction().check(users.check(User::key("1")).when(|user| user.active.eq(true)));
    /// ```
    pub fn check<T: Item + 'a>(self, check: ConditionCheck<T>) -> Self {
        self.with(check)
    }

    /// The client request token, 1 to 36 characters: a second transaction with the same token and the same operations,
    /// within ten minutes, is done at most once. Without it each transaction has one of its own.
    ///
    /// ```
    /// # let db = dynamo::Dynamo::embedded();
    /// let transaction = db.transaction().token("order-4711-payment");
    /// ```
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// How long it goes on trying after conflicts and throttling; 30 seconds if not given.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # let db = dynamo::Dynamo::embedded();
    /// let transaction = db.transaction().give_up_after(Duration::from_secs(2));
    /// ```
    pub fn give_up_after(mut self, wait: Duration) -> Self {
        self.options.give_up_after = wait;
        self
    }

    metered_method!(options.meter, "db.transaction().delete(users.delete(User::key(\"1\")))");

    /// Has DynamoDB say what it consumed: [`Committed::consumed_capacity`].
    ///
    /// ```
    /// # let db = dynamo::Dynamo::embedded();
    /// let transaction = db.transaction().return_consumed_capacity();
    /// ```
    pub fn return_consumed_capacity(mut self) -> Self {
        self.options.capacity = true;
        self
    }

    /// The SDK's input for this transaction; without a token of its own, if none was given.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let input = db.transaction().check(users.check(User::key("1"))).token("t1").into_input()?;
    /// assert_eq!((input.transact_items().len(), input.client_request_token()), (1, Some("t1")));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is known to be wrong before sending: an operation that cannot be built, more than DynamoDB takes, two
    /// operations on one item.
    pub fn into_input(mut self) -> Result<TransactWriteItemsInput> {
        let items = self.build(false)?.into_iter().map(|write| write.item).collect();
        built(
            TransactWriteItemsInput::builder()
                .set_transact_items(Some(items))
                .set_client_request_token(self.token)
                .set_return_consumed_capacity(self.options.requested())
                .build(),
        )
    }

    /// The operations in words, as each says itself by its `explain`, with the values: for development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let text = db.transaction().check(users.check(User::key("1"))).explain()?;
    /// let check = "0: ConditionCheck of `user` on `users`\n    key: pk = \"id#1#user\"\n    condition: attribute_exists(pk)";
    /// assert_eq!(text, format!("TransactWriteItems\n  {check}\n"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Transaction::into_input).
    pub fn explain(mut self) -> Result<String> {
        let mut text = "TransactWriteItems\n".to_owned();
        for (position, write) in self.build(false)?.iter().enumerate() {
            let mut number = format!("{position}: ");
            for line in write.explain().lines() {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "  {}{line}", mem::take(&mut number));
            }
        }
        Ok(text)
    }

    fn build(&mut self, direct: bool) -> Result<Vec<BuiltWrite>> {
        let operations = mem::take(&mut self.operations);
        if operations.is_empty() {
            return Err(Error::validation("the transaction has no operations"));
        }
        check_count(operations.len())?;
        if let Some(token) = &self.token
            && !(1..=36).contains(&token.chars().count())
        {
            return Err(Error::validation("a transaction's token has 1 to 36 characters"));
        }
        let mut bytes = 0;
        let mut built = Vec::with_capacity(operations.len());
        for (position, operation) in operations.into_iter().enumerate() {
            let mut write = operation.built(direct).map_err(|error| error.at_position(position))?;
            self.options.meter = self.options.meter.take().or(write.meter.take());
            bytes += write.bytes(false)?;
            built.push(write);
        }
        let mut seen = HashSet::with_capacity(built.len());
        if let Some(position) = built.iter().position(|write| !seen.insert((&write.table, &write.identity))) {
            return Err(Error::validation(format!(
                "operation {position} of the transaction is on an item that another one is on, too; a transaction \
                 takes one for each item: put the actions and conditions into one"
            )));
        }
        if bytes > MAX_BYTES {
            bytes = built.iter().map(|write| write.bytes(true)).sum::<Result<usize>>()?;
        }
        if bytes > MAX_BYTES {
            return Err(Error::validation(format!(
                "the transaction has {bytes} bytes, and DynamoDB takes {MAX_BYTES}; split it, or keep large values elsewhere"
            )));
        }
        Ok(built)
    }
}

/// A token that nobody else has: 128 bits of the system's randomness.
fn random_token() -> String {
    // Each `RandomState` has keys of its own, which the system's randomness seeds.
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

/// Refuses more operations than DynamoDB takes.
pub(super) fn check_count(count: usize) -> Result<()> {
    if count <= MAX_OPERATIONS {
        return Ok(());
    }
    Err(Error::validation(format!(
        "the transaction has {count} operations, and DynamoDB takes {MAX_OPERATIONS}; split it, or use a batch"
    )))
}

impl<'a> IntoFuture for Transaction<'a> {
    type Output = Result<Committed>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Committed>> + Send + 'a>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let writes = self.build(self.connection.is_direct)?;
            let token = self.token.take().unwrap_or_else(random_token);
            let (connection, options) = (self.connection.clone(), self.options.clone());
            drop(self);
            commit(&connection, &writes, &token, &options).await
        })
    }
}

async fn commit(
    connection: &Connection,
    writes: &[BuiltWrite],
    token: &str,
    options: &BulkOptions,
) -> Result<Committed> {
    let table = writes.first().map(|write| write.table.as_str());
    let table = table.filter(|table| writes.iter().all(|write| write.table == *table));
    let mut committed = Committed { consumed_capacity: options.capacity.then(ConsumedCapacity::default) };
    let mut patience = Patience::until(deadline(options));
    let attempts = Attempts::watched();
    loop {
        let items = writes.iter().map(|write| write.item.clone()).collect();
        let input = TransactWriteItemsInputBuilder::default()
            .set_transact_items(Some(items))
            .client_request_token(token)
            .set_return_consumed_capacity(options.requested());
        let splice = Splice::parts(writes.iter().filter_map(|write| write.put.clone()).map(Splice::item).collect());
        let exchange = Exchange::new(Operation::transact_write(), table.map(str::to_owned));
        let error = match exchange.attempts(&attempts).splice(splice).send(connection, input).await {
            Ok(output) => {
                options.add_capacity(&mut committed.consumed_capacity, output.consumed_capacity.as_deref());
                return Ok(committed);
            }
            Err(error) => error,
        };
        if !error.is_retryable() || !patience.wait(false).await {
            return Err(explained(error, writes).after_attempts(attempts.may_be_applied()));
        }
    }
}

/// Says which operations kept the transaction from being done.
fn explained(error: Error, writes: &[BuiltWrite]) -> Error {
    let reasons = error.cancellation_reasons().iter().zip(writes).enumerate();
    let failed: Vec<String> = reasons
        .filter_map(|(position, (reason, write))| {
            let kind = reason.kind()?;
            Some(format!("operation {position}, {} of `{}`: {kind}", write.operation, write.schema.entity))
        })
        .collect();
    if failed.is_empty() { error } else { error.with_outcome(&failed.join("; ")) }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("operations", &self.operations.len()).finish_non_exhaustive()
    }
}
