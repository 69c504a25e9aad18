//! The main job on real input: every country and subdivision of ISO 3166, as two types of items in one table.
//!
//! ```text
//! cargo run --example countries
//! ```
//!
//! It teaches single-table design with two entities, a bulk load, reading back, queries and pages, indexes, streams,
//! conditional updates, and what a refused condition and a clear error look like. It runs on an embedded database in
//! memory; set `DYNAMODB_ENDPOINT` to run it on DynamoDB Local.

use std::{collections::BTreeMap, error::Error, time::Instant};

use dynamo::{Attribute, Cursor, Dynamo, ErrorKind, Item, Table};
use dynamo_examples::connect;
use futures::TryStreamExt as _;
use serde::Deserialize;

/// A country: the partition `COUNTRY#GB`, under the sort key `PROFILE`.
#[derive(Item, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "atlas", pk = "COUNTRY#{alpha2}", sk = "PROFILE")]
#[dynamo(gsi(name = "ByName", partition_key(name)))]
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

/// A subdivision: in its country's partition, under its own code. It shares the index of names with the countries; only
/// subdivisions have a parent, so only they are in the other one.
#[derive(Item, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "atlas", pk = "COUNTRY#{country}", sk = "SUBDIVISION#{code}")]
#[dynamo(gsi(name = "ByName", partition_key(name)))]
#[dynamo(gsi(name = "ByParent", partition_key(parent), sort_key(code)))]
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
    atlas.create_table().also_for::<Subdivision>().await?; // one table, with the indexes of both

    let started = Instant::now();
    let total = countries.len() + subdivisions.len();
    let written = db.batch_write().puts(&atlas, &countries).puts(&parts, &subdivisions).concurrency(8).await?;
    assert_eq!(written.done, total);
    println!("wrote {total} items with {} requests in {:.1?}", written.requests, started.elapsed());

    read_back(&db, &countries, &subdivisions).await?;
    query(&parts).await?;
    by_index(&atlas, &parts).await?;
    pages(&parts).await?;
    streams(&parts, subdivisions.len()).await?;
    update(&atlas).await?;
    refused(&atlas).await?;
    clear_errors(&db).await?;

    atlas.delete_table().await?;
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

/// Reads the subdivisions of a country: all of them, a range of their codes, those that a filter leaves.
async fn query(parts: &Table<Subdivision>) -> Result<(), Box<dyn Error>> {
    let all = parts.query("FR").collect().await?;
    println!("\nFrance has {} subdivisions, {} to {}", all.len(), all[0].code, all[all.len() - 1].code);

    // The sort key is walked by components: codes from GB-S on.
    let late = parts.query("GB").ge("GB-S").limit(3).collect().await?;
    println!("Britain, from GB-S on: {:?}", late.iter().map(|part| &part.code).collect::<Vec<_>>());

    // A filter is applied after reading: DynamoDB looks at all of the partition.
    let saints =
        parts.query("FR").filter(|part| part.name.begins_with("Saint")).select(|part| part.name).collect().await?;
    println!("France, saints: {}", saints.join(", "));
    Ok(())
}

/// Reads by another key than the table's: by parent, and by name in all countries.
async fn by_index(atlas: &Table<Country>, parts: &Table<Subdivision>) -> Result<(), Box<dyn Error>> {
    let around_paris = parts.index(Subdivision::BY_PARENT).query("FR-IDF").collect().await?;
    let names: Vec<&str> = around_paris.iter().map(|part| part.name.as_str()).collect();
    println!("\nÎle-de-France: {}", names.join(", "));

    let central = parts.index(Subdivision::BY_NAME).query("Central").select(|part| part.code).collect().await?;
    println!("Central is the name of {} subdivisions: {}", central.len(), central.join(", "));

    // One index, two types of items: each query gives its own.
    let country = atlas.index(Country::BY_NAME).query("Georgia").one().await?.ok_or("there is such a country")?;
    let state = parts.index(Subdivision::BY_NAME).query("Georgia").one().await?.ok_or("there is such a state")?;
    println!("Georgia is the country {} and the subdivision {}", country.alpha2, state.code);
    Ok(())
}

/// Reads page by page. Between two pages there is only text, as it would come back in a URL.
async fn pages(parts: &Table<Subdivision>) -> Result<(), Box<dyn Error>> {
    let (mut pages, mut items) = (0, 0);
    let mut next: Option<String> = None;
    loop {
        let mut query = parts.query("GB").limit(50);
        if let Some(text) = &next {
            query = query.after(text.parse::<Cursor>()?);
        }
        let page = query.page().await?;
        (pages, items) = (pages + 1, items + page.items.len());
        match page.cursor {
            Some(cursor) => next = Some(cursor.to_string()),
            None => break,
        }
    }
    println!("\nBritain has {items} subdivisions, on {pages} pages");
    assert_eq!(items, parts.query("GB").count().await?);
    Ok(())
}

/// Reads the subdivisions of all countries as they come, and keeps only the counts.
async fn streams(parts: &Table<Subdivision>, expected: usize) -> Result<(), Box<dyn Error>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut stream = parts.scan().parallel(4).page_size(500).select(|part| part.country).stream();
    while let Some(country) = stream.try_next().await? {
        *counts.entry(country).or_default() += 1;
    }
    assert_eq!(counts.values().sum::<usize>(), expected);
    let (country, most) = counts.iter().max_by_key(|(_, count)| **count).ok_or("nothing was read")?;
    println!("{expected} subdivisions of {} countries; {country} has the most, {most}", counts.len());
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
