//! Exports: a parallel scan to a file, which stops in the middle and goes on from a checkpoint without losing or repeating
//! a row.
//!
//! ```text
//! cargo run --example parallel_export
//! cargo run --example parallel_export -- customers.csv
//! ```
//!
//! It runs on an embedded database in memory; set `DYNAMODB_ENDPOINT` to run it on DynamoDB Local. The file is in the
//! directory for temporary files, or where the first argument says.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Seek as _},
    path::{Path, PathBuf},
};

use dynamo::{Item, ScanCheckpoint, Table};
use dynamo_examples::connect;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

const ROWS: u32 = 1000;
const SEGMENTS: u32 = 4;
/// How many rows may have to be written again after a crash.
const ROWS_BETWEEN_CHECKPOINTS: u32 = 100;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[derive(Item, Debug, Serialize, Deserialize)]
#[dynamo(table = "customers", partition_key(id))]
struct Customer {
    id: u32,
    name: String,
    city: Option<String>,
    spent: u64,
}

/// What is kept beside the export: how far the scan has come, and how much of the file belongs to that.
#[derive(Serialize, Deserialize)]
struct Saved {
    checkpoint: ScanCheckpoint,
    rows: u32,
    bytes: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let path =
        std::env::args_os().nth(1).map_or_else(|| std::env::temp_dir().join("dynamo-customers.csv"), PathBuf::from);
    remove_if_there(&saved_path(&path))?;

    let customers = connect().table::<Customer>();
    customers.create_table().await?;
    stream::iter(0..ROWS)
        .map(|id| {
            let customer = Customer {
                id,
                name: format!("Customer \"{id}\""), // quotes and commas are csv's to escape
                city: (id % 3 != 0).then(|| "Bonn, Rhine".to_owned()),
                spent: u64::from(id) * 10,
            };
            let customers = &customers;
            async move { customers.put(&customer).await }
        })
        .buffer_unordered(8)
        .try_collect::<()>()
        .await?;

    // As if the process had crashed here: some rows have been written since the last checkpoint.
    let rows = export(&customers, &path, Some(ROWS / 2 + 37)).await?;
    println!("stopped after {rows} rows");
    // Another process would begin the same way. It finds what the first one saved.
    let rows = export(&customers, &path, None).await?;
    println!("went on, and came to {rows} rows");

    let ids: Vec<u32> = csv::Reader::from_path(&path)?
        .deserialize()
        .map(|row| row.map(|customer: Customer| customer.id))
        .collect::<Result<_, _>>()?;
    let distinct: BTreeSet<u32> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "a row is there twice");
    assert!(distinct.into_iter().eq(0..ROWS), "a row is missing");
    println!("{} has every row exactly once", path.display());

    customers.delete_table().await?;
    Ok(())
}

/// Exports the table, from where an export to this file has stopped if one has. Gives the number of rows in the file.
async fn export(customers: &Table<Customer>, path: &Path, stop_after: Option<u32>) -> Result<u32> {
    let saved: Option<Saved> = match fs::read(saved_path(path)) {
        Ok(json) => Some(serde_json::from_slice(&json)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let (mut rows, bytes) = saved.as_ref().map_or((0, 0), |saved| (saved.rows, saved.bytes));

    // What was written after the checkpoint will come again: cut it off.
    let mut file = File::options().write(true).create(true).truncate(false).open(path)?;
    file.set_len(bytes)?;
    file.seek(io::SeekFrom::Start(bytes))?;
    let mut csv = csv::WriterBuilder::new().has_headers(bytes == 0).from_writer(file);

    // DynamoDB knows about how many items a table has; here the number is known.
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {msg}")?;
    let bar = ProgressBar::new(ROWS.into()).with_style(style).with_position(rows.into());

    let told = bar.clone();
    let mut scan = customers
        .scan()
        .parallel(SEGMENTS)
        .page_size(50)
        // Leaves the rest of the table's capacity to others.
        .read_units_per_second(200.0)
        .on_progress(move |progress| {
            let done = format!("{} of {} segments done", progress.segments_done, progress.segments);
            told.set_message(done);
        });
    if let Some(saved) = saved {
        scan = scan.resume(saved.checkpoint);
    }

    // The stream asks for more when the rows before are written: a slow disk slows the scan, and no rows pile up.
    let mut stream = scan.resumable();
    while let Some(customer) = stream.try_next().await? {
        csv.serialize(&customer)?;
        rows += 1;
        bar.inc(1);
        if rows.is_multiple_of(ROWS_BETWEEN_CHECKPOINTS) {
            save(path, &mut csv, stream.checkpoint(), rows)?;
        }
        if stop_after == Some(rows) {
            csv.flush()?;
            bar.abandon();
            return Ok(rows);
        }
    }
    csv.flush()?;
    bar.finish();
    remove_if_there(&saved_path(path))?;
    Ok(rows)
}

/// Saves how far the export has come, once its rows are in the file. The new state replaces the old one at once.
fn save(path: &Path, csv: &mut csv::Writer<File>, checkpoint: ScanCheckpoint, rows: u32) -> Result<()> {
    csv.flush()?;
    let mut file = csv.get_ref();
    file.sync_data()?;
    let saved = Saved { checkpoint, rows, bytes: file.stream_position()? };
    let new = saved_path(path).with_extension("new");
    fs::write(&new, serde_json::to_vec(&saved)?)?;
    fs::rename(new, saved_path(path))?;
    Ok(())
}

fn saved_path(path: &Path) -> PathBuf {
    path.with_extension("checkpoint")
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
