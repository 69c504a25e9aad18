//! Waiting for a table to come or go: `DescribeTable`, at growing intervals, for a bounded time.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    types::{IndexStatus, TableDescription, TableStatus},
};
use tokio::time::{Instant, sleep};

use super::trace::traced;
use crate::error::{Error, ErrorKind, Result};

const FIRST_INTERVAL: Duration = Duration::from_millis(20);
const LONGEST_INTERVAL: Duration = Duration::from_secs(5);

/// The table's description; `None` if there is no such table.
pub(super) async fn describe(client: &Client, table: &str) -> Result<Option<TableDescription>> {
    let request = client.describe_table().table_name(table).send();
    match traced("DescribeTable", table, request).await {
        Ok(output) => Ok(output.table),
        Err(error) if error.kind() == ErrorKind::ResourceNotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Waits until the table and its indexes are ACTIVE.
pub(super) async fn until_active(client: &Client, table: &str, at_most: Duration) -> Result<()> {
    until(client, table, at_most, "ACTIVE", |description| {
        description.is_some_and(|table| {
            table.table_status() == Some(&TableStatus::Active)
                && table
                    .global_secondary_indexes()
                    .iter()
                    .all(|index| index.index_status() == Some(&IndexStatus::Active))
        })
    })
    .await
}

/// Waits until the table is gone.
pub(super) async fn until_gone(client: &Client, table: &str, at_most: Duration) -> Result<()> {
    until(client, table, at_most, "gone", |description| description.is_none()).await
}

async fn until(
    client: &Client,
    table: &str,
    at_most: Duration,
    state: &str,
    reached: impl Fn(Option<&TableDescription>) -> bool,
) -> Result<()> {
    if at_most.is_zero() {
        return Ok(());
    }
    let started = Instant::now();
    let mut interval = FIRST_INTERVAL;
    loop {
        let unseen = match describe(client, table).await {
            Ok(there) if reached(there.as_ref()) => return Ok(()),
            Ok(_) => None,
            // What passes by itself does not end a wait of minutes.
            Err(error) if error.is_retryable() => Some(error),
            Err(error) => return Err(error.of_accepted_request()),
        };
        let left = at_most.saturating_sub(started.elapsed());
        if left.is_zero() {
            let message = format!("table `{table}` is not {state} after {at_most:?}; wait longer");
            let late = match unseen {
                None => Error::new(ErrorKind::Timeout, message),
                Some(error) => Error::new(ErrorKind::Timeout, format!("{message} (it cannot be looked at: {error})"))
                    .with_source(error),
            };
            return Err(late.of_accepted_request());
        }
        sleep(interval.min(left)).await;
        interval = (interval * 2).min(LONGEST_INTERVAL);
    }
}
