//! Batches: many items written, read and deleted, with few requests.
//!
//! ```text
//! cargo run --example batch
//! ```
//!
//! It teaches a bulk load that shows its progress, what becomes of duplicates, reading back in the order of the keys,
//! deleting, several tables at once, and what to do with the items that DynamoDB did not take. It runs on an embedded
//! database in memory; set `DYNAMODB_ENDPOINT` to run it on DynamoDB Local.

use std::time::Duration;

use dynamo::{
    Dynamo, ErrorKind, Item, Table,
    embedded::{EmbeddedConnector, sdk_config},
    sdk::Client,
    testing::{Fault, Faults, Withhold},
};
use dynamo_examples::connect;
use futures::stream;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::time::sleep;

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

const PRODUCTS: u32 = 2000;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "products", partition_key(id))]
struct Product {
    id: u32,
    name: String,
    price: u64,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "reviews", partition_key(product), sort_key(number))]
struct Review {
    product: u32,
    number: u32,
    stars: u8,
}

#[tokio::main]
async fn main() -> Result<()> {
    let db = connect();
    let (products, reviews) = (db.table::<Product>(), db.table::<Review>());
    products.create_table().await?;
    reviews.create_table().await?;

    load(&products).await?;
    duplicates(&products).await?;
    in_order(&products).await?;
    several_tables(&db, &products, &reviews).await?;
    delete(&products).await?;
    leftovers().await?;

    reviews.delete_table().await?;
    products.delete_table().await?;
    Ok(())
}

fn product(id: u32) -> Product {
    Product { id, name: format!("Product {id}"), price: u64::from(id) * 10 }
}

/// Loads many items from a stream, 25 to a request, eight requests side by side. It takes them no faster than they are
/// written, so they may come from a file of any size.
async fn load(products: &Table<Product>) -> Result<()> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} products, {per_sec}")?;
    let bar = ProgressBar::new(PRODUCTS.into()).with_style(style);
    let rows = stream::iter((0..PRODUCTS).map(product));
    let progress = |done| bar.set_position(done as u64);
    let written = products.batch_put_stream(rows).concurrency(8).on_progress(progress).await?;
    bar.finish();
    assert_eq!((written.done, written.requests), (2000, 80));
    assert_eq!(products.scan().count().await?, 2000);
    println!("wrote {} products with {} requests", written.done, written.requests);
    Ok(())
}

/// DynamoDB refuses a request that writes an item twice. The library sends the last of such writes.
async fn duplicates(products: &Table<Product>) -> Result<()> {
    let named = |name: &str| Product { name: name.to_owned(), ..product(7) };
    let written = products.batch_put(&[named("first"), product(8), named("last")]).await?;
    assert_eq!(written.done, 3); // what a later one takes the place of is done, too
    let name = products.get(Product::key(7)).consistent().select(|product| product.name).await?;
    assert_eq!(name.as_deref(), Some("last"));
    println!("of two writes to one item the last counts: {name:?}");
    Ok(())
}

/// Reads by keys, 100 to a request: what is there, or an answer for each key.
async fn in_order(products: &Table<Product>) -> Result<()> {
    let backwards = (PRODUCTS - 150..PRODUCTS + 50).rev();
    let found: Vec<Product> = products.batch_get(backwards.map(Product::key)).consistent().await?;
    assert!(found.iter().map(|product| product.id).eq((PRODUCTS - 150..PRODUCTS).rev()));
    println!("asked for 200 keys, {} are there, in the order of the keys", found.len());

    let keys = [3, 99_999, 3].map(Product::key);
    let prices: Vec<Option<u64>> =
        products.batch_get(keys).consistent().in_order().select(|product| product.price).await?;
    assert_eq!(prices, [Some(30), None, Some(30)]);
    println!("an answer for each key: {prices:?}");
    Ok(())
}

/// Writes to several tables share requests, and so do reads.
async fn several_tables(db: &Dynamo, products: &Table<Product>, reviews: &Table<Review>) -> Result<()> {
    let new = product(PRODUCTS);
    let many: Vec<Review> = (1..=20).map(|number| Review { product: new.id, number, stars: 5 }).collect();
    let written = db.batch_write().put(products, &new).puts(reviews, &many).delete(products, Product::key(0)).await?;
    assert_eq!((written.done, written.requests), (22, 1));

    let review_keys = many.iter().map(Review::primary_key);
    let (found, stars): (Vec<Product>, Vec<u8>) = db
        .batch_get((
            products.batch_get([0, new.id].map(Product::key)).consistent(),
            reviews.batch_get(review_keys).consistent().select(|review| review.stars),
        ))
        .await?;
    assert_eq!((found.as_slice(), stars.len()), ([new].as_slice(), 20));
    println!("one request wrote a product and {} reviews, and deleted a product", many.len());
    Ok(())
}

/// Deletes by keys. What is not there is no error.
async fn delete(products: &Table<Product>) -> Result<()> {
    let deleted = products.batch_delete((0..PRODUCTS / 2).map(Product::key)).await?;
    let left = products.scan().count().await?;
    assert_eq!(left, PRODUCTS as usize / 2 + 1);
    println!("deleted {}, {left} are left", deleted.done);
    Ok(())
}

/// What DynamoDB does not take, again and again, comes back in the error: keep it, and write it later.
///
/// No emulator leaves anything undone. So this part has a database of its own that is made to.
async fn leftovers() -> Result<()> {
    let faults = Faults::new(EmbeddedConnector::in_memory()?);
    let products = Dynamo::new(Client::from_conf(sdk_config(faults.clone()))).table::<Product>();
    products.create_table().await?;
    let many: Vec<Product> = (0..100).map(product).collect();

    // A part left undone once is written with the next attempt; the caller does not notice.
    faults.push(Fault::Unprocessed(Withhold::EveryOther).on("BatchWriteItem"));
    assert_eq!(products.batch_put(&many).await?.done, 100);

    // Every request leaves all undone: the write gives up, and hands back what is not written.
    faults.push(Fault::Unprocessed(Withhold::All).on("BatchWriteItem").always());
    let write = products.batch_put(&many).give_up_after(Duration::from_millis(200));
    let error = write.await.expect_err("nothing is written");
    assert_eq!((error.kind(), error.done()), (ErrorKind::Unprocessed, Some(0)));
    println!("\n{error}");

    // Its items are what was given: this is the queue for later. Here later is when the table has recovered.
    let mut queue: Vec<Product> = error.unprocessed_items()?;
    assert_eq!(queue, many);
    faults.clear();
    for attempt in 1..=5 {
        match products.batch_put(&queue).await {
            Ok(written) => {
                println!("written later: {}", written.done);
                return Ok(());
            }
            // Some may be done now, and what is not is in the error, also where the table was throttled.
            Err(error) if error.kind() == ErrorKind::Unprocessed || error.is_retryable() => {
                queue = error.unprocessed_items()?;
                sleep(Duration::from_millis(100) * attempt).await;
            }
            // Time does not mend this. What is left is in the error, too: a real queue is kept somewhere.
            Err(error) => return Err(error.into()),
        }
    }
    Err(format!("{} products are left", queue.len()).into())
}
