//! The main job on real input: every country and subdivision of ISO 3166, as two types of items in one table.
//!
//! ```text
//! cargo run --example countries
//! ```
//!
//! It teaches single-table design with two entities, writing with bounded concurrency, reading back, queries and pages,
//! conditional updates, and what a refused condition and a clear error look like. It runs on an embedded database in memory; set
//! `DYNAMODB_ENDPOINT` to run it on DynamoDB Local.

use std::{error::Error, sync::Arc, time::Instant};

use dynamo::{Attribute, Dynamo, ErrorKind, Item, Table};
use dynamo_examples::connect;
use serde::Deserialize;
use tokio::{sync::Semaphore, task::JoinSet};

/// A country: the partition `COUNTRY#GB`, under the sort key `PROFILE`.
#[derive(Item, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "atlas", pk = "COUNTRY#{alpha2}", sk = "PROFILE")]
struct Country {
    alpha2: String,
    alpha3: String,
    numeric: String,
    name: String,
    state: State,
    /// How often somebody has looked it up; not in the source.
    #[dynamo(default)]
    #[serde(default)]
    views: u64,
}

#[derive(Attribute, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(rename_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
enum State {
    Assigned,
    ExceptionallyReserved,
    UserAssigned,
}

/// A subdivision: in its country's partition, under its own code.
#[derive(Item, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "atlas", pk = "COUNTRY#{country}", sk = "SUBDIVISION#{code}")]
struct Subdivision {
    country: String,
    code: String,
    name: String,
    /// The subdivision that this one is part of, or the country.
    parent: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let countries: Vec<Country> = serde_json::from_str(include_str!("data/countries.json"))?;
    let subdivisions: Vec<Subdivision> = serde_json::from_str(include_str!("data/subdivisions.json"))?;

    let db = connect();
    let (atlas, parts) = (db.table::<Country>(), db.table::<Subdivision>());
    atlas.create_table().await?; // one table, whichever type creates it

    let started = Instant::now();
    let total = countries.len() + subdivisions.len();
    write_all(&atlas, countries.clone()).await?;
    write_all(&parts, subdivisions.clone()).await?;
    println!("wrote {total} items in {:.1?}", started.elapsed());

    read_back(&db, &countries, &subdivisions).await?;
    query(&parts, &subdivisions).await?;
    update(&atlas).await?;
    refused(&atlas).await?;
    clear_errors(&db).await?;

    atlas.delete_table().await?;
    Ok(())
}

/// Creates every item, at most 16 at a time; the first failure ends it.
async fn write_all<T: Item + Send + Sync + 'static>(table: &Table<T>, items: Vec<T>) -> Result<(), Box<dyn Error>> {
    let permits = Arc::new(Semaphore::new(16));
    let mut writes = JoinSet::new();
    for item in items {
        let (table, permit) = (table.clone(), Arc::clone(&permits).acquire_owned().await?);
        writes.spawn(async move {
            let _permit = permit;
            table.create(&item).await
        });
        while let Some(written) = writes.try_join_next() {
            written??;
        }
    }
    while let Some(written) = writes.join_next().await {
        written??;
    }
    Ok(())
}

/// Reads some of the items back and compares them with the source.
async fn read_back(db: &Dynamo, countries: &[Country], subdivisions: &[Subdivision]) -> Result<(), Box<dyn Error>> {
    let (atlas, parts) = (db.table::<Country>(), db.table::<Subdivision>());
    for country in countries {
        assert_eq!(atlas.get(Country::key(&country.alpha2)).await?.as_ref(), Some(country));
    }
    for part in subdivisions.iter().step_by(10) {
        assert_eq!(parts.get(part.primary_key()).await?.as_ref(), Some(part));
    }
    println!("read back {} countries and every tenth subdivision: the same", countries.len());

    let ajman = parts.get(Subdivision::key("AE", "AE-AJ")).await?.ok_or("AE-AJ is missing")?;
    println!("AE-AJ is {}, part of {}", ajman.name, ajman.parent);
    Ok(())
}

/// Reads the subdivisions of a country: all, some, page by page; and counts those of all countries in one scan.
async fn query(parts: &Table<Subdivision>, subdivisions: &[Subdivision]) -> Result<(), Box<dyn Error>> {
    let around_paris = parts.query("FR").filter(|part| part.parent.eq("FR-IDF")).collect().await?;
    let names: Vec<&str> = around_paris.iter().map(|part| part.name.as_str()).collect();
    println!("\nÎle-de-France: {}", names.join(", "));

    // The sort key is walked by components: codes from GB-S on.
    let late = parts.query("GB").ge("GB-S").limit(3).collect().await?;
    println!("from GB-S on: {:?}", late.iter().map(|part| &part.code).collect::<Vec<_>>());

    // Page by page: the cursor is text, for a URL.
    let (mut pages, mut items, mut cursor) = (0, 0, None);
    loop {
        let query = parts.query("GB").limit(50);
        let page = match cursor.take() {
            Some(cursor) => query.after(cursor).page().await?,
            None => query.page().await?,
        };
        (pages, items) = (pages + 1, items + page.items.len());
        match page.cursor {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    println!("GB has {items} subdivisions, on {pages} pages");

    let all = parts.scan().parallel(4).count().await?;
    assert_eq!(all, subdivisions.len());
    println!("and all countries together {all}");
    Ok(())
}

/// Counts a view, if the country is assigned.
async fn update(atlas: &Table<Country>) -> Result<(), Box<dyn Error>> {
    let view = |alpha2: &str| {
        atlas
            .update(Country::key(alpha2))
            .increment(|country| country.views, 1)
            .when(|country| country.state.eq(State::Assigned) & country.views.lt(2))
            .return_new()
    };
    println!("\n{}", view("GB").explain()?);
    for _ in 0..2 {
        println!("views of GB: {}", view("GB").await?.views);
    }
    // The third view breaks the condition.
    let error = view("GB").await.expect_err("there are two views already");
    assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed);
    println!("a third view: {}", error.kind());
    Ok(())
}

/// Creating what is there is refused; the error holds what is there, where it was asked for.
async fn refused(atlas: &Table<Country>) -> Result<(), Box<dyn Error>> {
    let atlantis = Country {
        alpha2: "GB".to_owned(),
        alpha3: "ATL".to_owned(),
        numeric: "000".to_owned(),
        name: "Atlantis".to_owned(),
        state: State::UserAssigned,
        views: 0,
    };
    let error = atlas.create(&atlantis).return_old_on_condition_failure().await.expect_err("GB is taken");
    let there = error.old_item::<Country>()?.ok_or("the old item was asked for")?;
    println!("\ncreating {} as GB: {}; there is {}", atlantis.name, error.kind(), there.name);
    Ok(())
}

/// Errors name the field, the cause and the way out; what is known to be wrong is never sent.
async fn clear_errors(db: &Dynamo) -> Result<(), Box<dyn Error>> {
    let (atlas, parts) = (db.table::<Country>(), db.table::<Subdivision>());
    println!("\nan empty key:\n  {}", atlas.get(Country::key("")).await.expect_err("the key is empty"));

    let nowhere = parts.clone().named("no-such-table");
    let error = nowhere.get(Subdivision::key("FR", "FR-75")).await.expect_err("there is no such table");
    println!("a missing table:\n  {error}");

    let france = atlas.get(Country::key("FR")).await?.ok_or("FR is missing")?;
    let error = dynamo::from_item::<Subdivision>(dynamo::to_item(&france)?).expect_err("a country is no subdivision");
    println!("another type of item:\n  {error}");
    Ok(())
}
