//! An ordinary item: 13 attributes of most kinds, about 960 bytes of DynamoDB's JSON.

use dynamo::{Attribute, Item, Query, Table, sdk::types::AttributeValue};
use serde::{Deserialize, Serialize};

use super::{AttributeMap, ByHand, Shape, words};

#[derive(Item, Serialize, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", partition_key(customer), sort_key(number), keys = "native")]
pub(crate) struct Mixed {
    customer: String,
    number: u64,
    status: String,
    email: String,
    placed_at: String,
    total: u64,
    weight: f64,
    paid: bool,
    gift: bool,
    tags: Vec<String>,
    address: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    description: String,
}

#[derive(Attribute, Serialize, Deserialize, Debug, Clone, PartialEq)]
struct Address {
    street: String,
    city: String,
    zip: String,
    floor: u64,
}

impl Shape for Mixed {
    const KEY: &'static [&'static str] = &["customer", "number"];
    const PARTITION: &'static str = "customer-4711";
    const BY_HAND: Option<ByHand<Self>> = Some(ByHand { read, write });

    fn generate(number: usize) -> Self {
        // Every eighth has characters that JSON escapes, every other no note.
        let description = words(number, 435);
        Self {
            customer: Self::PARTITION.into(),
            number: 1_000_000 + number as u64,
            status: ["pending", "paid", "delivered"][number % 3].into(),
            email: format!("customer.{number}@example.com"),
            placed_at: format!("2026-01-{:02}T10:{:02}:00Z", number % 28 + 1, number % 60),
            total: 12_345 + 17 * number as u64,
            weight: f64::from(u32::try_from(number % 1000).expect("a small number")) / 8.0,
            paid: !number.is_multiple_of(3),
            gift: number.is_multiple_of(5),
            tags: ["express", "fragile", "insured", "returning customer"].map(str::to_owned).to_vec(),
            address: Address {
                street: format!("{} Marktstraße", number % 200),
                city: "Nürnberg".into(),
                zip: format!("{:05}", 90_000 + number % 999),
                floor: number as u64 % 12,
            },
            note: number.is_multiple_of(2).then(|| words(number + 3, 60)),
            description: if number.is_multiple_of(8) {
                format!("\"{}\"\n{}", &description[..100], &description[100..])
            } else {
                description
            },
        }
    }

    fn query(table: &Table<Self>) -> Query<Self> {
        table.query(Self::PARTITION)
    }
}

fn read(mut item: AttributeMap) -> Option<Mixed> {
    Some(Mixed {
        customer: string(&mut item, "customer")?,
        number: item.get("number")?.as_n().ok()?.parse().ok()?,
        status: string(&mut item, "status")?,
        email: string(&mut item, "email")?,
        placed_at: string(&mut item, "placed_at")?,
        total: item.get("total")?.as_n().ok()?.parse().ok()?,
        weight: item.get("weight")?.as_n().ok()?.parse().ok()?,
        paid: *item.get("paid")?.as_bool().ok()?,
        gift: *item.get("gift")?.as_bool().ok()?,
        tags: match item.remove("tags")? {
            AttributeValue::L(tags) => tags.into_iter().map(into_string).collect::<Option<_>>()?,
            _ => return None,
        },
        address: match item.remove("address")? {
            AttributeValue::M(mut address) => Address {
                street: string(&mut address, "street")?,
                city: string(&mut address, "city")?,
                zip: string(&mut address, "zip")?,
                floor: address.get("floor")?.as_n().ok()?.parse().ok()?,
            },
            _ => return None,
        },
        note: item.remove("note").and_then(into_string),
        description: string(&mut item, "description")?,
    })
}

fn string(item: &mut AttributeMap, name: &str) -> Option<String> {
    into_string(item.remove(name)?)
}

fn into_string(value: AttributeValue) -> Option<String> {
    match value {
        AttributeValue::S(string) => Some(string),
        _ => None,
    }
}

fn write(mixed: &Mixed) -> AttributeMap {
    let mut item = AttributeMap::with_capacity(13);
    item.insert("customer".into(), AttributeValue::S(mixed.customer.clone()));
    item.insert("number".into(), AttributeValue::N(mixed.number.to_string()));
    item.insert("status".into(), AttributeValue::S(mixed.status.clone()));
    item.insert("email".into(), AttributeValue::S(mixed.email.clone()));
    item.insert("placed_at".into(), AttributeValue::S(mixed.placed_at.clone()));
    item.insert("total".into(), AttributeValue::N(mixed.total.to_string()));
    item.insert("weight".into(), AttributeValue::N(mixed.weight.to_string()));
    item.insert("paid".into(), AttributeValue::Bool(mixed.paid));
    item.insert("gift".into(), AttributeValue::Bool(mixed.gift));
    item.insert("tags".into(), AttributeValue::L(mixed.tags.iter().cloned().map(AttributeValue::S).collect()));
    let mut address = AttributeMap::with_capacity(4);
    address.insert("street".into(), AttributeValue::S(mixed.address.street.clone()));
    address.insert("city".into(), AttributeValue::S(mixed.address.city.clone()));
    address.insert("zip".into(), AttributeValue::S(mixed.address.zip.clone()));
    address.insert("floor".into(), AttributeValue::N(mixed.address.floor.to_string()));
    item.insert("address".into(), AttributeValue::M(address));
    if let Some(note) = &mixed.note {
        item.insert("note".into(), AttributeValue::S(note.clone()));
    }
    item.insert("description".into(), AttributeValue::S(mixed.description.clone()));
    item
}
