//! An ordinary item: 13 attributes of most kinds, about 960 bytes of DynamoDB's JSON.

use std::hint::black_box;

use dynamo::{Attribute, Item, Query, Table, sdk::types::AttributeValue};
use serde::{Deserialize, Serialize};

use super::{AttributeMap, ByHand, Look, Shape, words};

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
    tags: Vec<String>,
    address: Address,
    lines: Vec<Line>,
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

#[derive(Attribute, Serialize, Deserialize, Debug, Clone, PartialEq)]
struct Line {
    product: String,
    quantity: u64,
    price: u64,
}

/// The same, borrowed.
#[derive(Attribute)]
struct MixedRef<'a> {
    customer: &'a str,
    number: u64,
    status: &'a str,
    email: &'a str,
    placed_at: &'a str,
    total: u64,
    weight: f64,
    paid: bool,
    tags: Vec<&'a str>,
    address: AddressRef<'a>,
    lines: Vec<LineRef<'a>>,
    note: Option<&'a str>,
    description: &'a str,
}

#[derive(Attribute)]
struct AddressRef<'a> {
    street: &'a str,
    city: &'a str,
    zip: &'a str,
    floor: u64,
}

#[derive(Attribute)]
struct LineRef<'a> {
    product: &'a str,
    quantity: u64,
    price: u64,
}

impl MixedRef<'_> {
    fn to_owned(&self) -> Mixed {
        let line =
            |line: &LineRef<'_>| Line { product: line.product.to_owned(), quantity: line.quantity, price: line.price };
        Mixed {
            customer: self.customer.to_owned(),
            number: self.number,
            status: self.status.to_owned(),
            email: self.email.to_owned(),
            placed_at: self.placed_at.to_owned(),
            total: self.total,
            weight: self.weight,
            paid: self.paid,
            tags: self.tags.iter().copied().map(str::to_owned).collect(),
            address: Address {
                street: self.address.street.to_owned(),
                city: self.address.city.to_owned(),
                zip: self.address.zip.to_owned(),
                floor: self.address.floor,
            },
            lines: self.lines.iter().map(line).collect(),
            note: self.note.map(str::to_owned),
            description: self.description.to_owned(),
        }
    }
}

impl Shape for Mixed {
    const LOOK: Option<Look<Self>> = Some(Look {
        look: |page| {
            for item in page.items::<MixedRef<'_>>() {
                black_box(item.expect("an item"));
            }
        },
        own: |page| page.items::<MixedRef<'_>>().map(|item| item.expect("an item").to_owned()).collect(),
    });
    const KEY: &'static [&'static str] = &["customer", "number"];
    const PARTITION: &'static str = "customer-4711";
    const BY_HAND: Option<ByHand<Self>> = Some(ByHand { read, write });

    fn generate(number: usize) -> Self {
        // Every eighth has characters that JSON escapes, every other no note.
        let description = words(number, 145);
        Self {
            customer: Self::PARTITION.into(),
            number: 1_000_000 + number as u64,
            status: ["pending", "paid", "delivered"][number % 3].into(),
            email: format!("customer.{number}@example.com"),
            placed_at: format!("2026-01-{:02}T10:{:02}:00Z", number % 28 + 1, number % 60),
            total: 12_345 + 17 * number as u64,
            weight: f64::from(u32::try_from(number % 1000).expect("a small number")) / 8.0,
            paid: !number.is_multiple_of(3),
            tags: ["express", "fragile", "insured", "returning customer"].map(str::to_owned).to_vec(),
            address: Address {
                street: format!("{} Marktstraße", number % 200),
                city: "Nürnberg".into(),
                zip: format!("{:05}", 90_000 + number % 999),
                floor: number as u64 % 12,
            },
            lines: (0..3).map(|line| Line::generate(number, line)).collect(),
            note: number.is_multiple_of(2).then(|| words(number + 3, 40)),
            description: if number.is_multiple_of(8) {
                format!("\"{}\"\n{}", &description[..40], &description[40..])
            } else {
                description
            },
        }
    }

    fn query(table: &Table<Self>) -> Query<Self> {
        table.query(Self::PARTITION)
    }
}

impl Line {
    fn generate(number: usize, line: usize) -> Self {
        Self {
            product: format!("P-{:05}", (number * 31 + line * 7) % 90_000),
            quantity: 1 + (number + line) as u64 % 9,
            price: 499 + 100 * line as u64,
        }
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
        lines: match item.remove("lines")? {
            AttributeValue::L(lines) => lines.into_iter().map(read_line).collect::<Option<_>>()?,
            _ => return None,
        },
        note: item.remove("note").and_then(into_string),
        description: string(&mut item, "description")?,
    })
}

fn read_line(line: AttributeValue) -> Option<Line> {
    let AttributeValue::M(mut line) = line else { return None };
    Some(Line {
        product: string(&mut line, "product")?,
        quantity: line.get("quantity")?.as_n().ok()?.parse().ok()?,
        price: line.get("price")?.as_n().ok()?.parse().ok()?,
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
    item.insert("tags".into(), AttributeValue::L(mixed.tags.iter().cloned().map(AttributeValue::S).collect()));
    let mut address = AttributeMap::with_capacity(4);
    address.insert("street".into(), AttributeValue::S(mixed.address.street.clone()));
    address.insert("city".into(), AttributeValue::S(mixed.address.city.clone()));
    address.insert("zip".into(), AttributeValue::S(mixed.address.zip.clone()));
    address.insert("floor".into(), AttributeValue::N(mixed.address.floor.to_string()));
    item.insert("address".into(), AttributeValue::M(address));
    item.insert("lines".into(), AttributeValue::L(mixed.lines.iter().map(write_line).collect()));
    if let Some(note) = &mixed.note {
        item.insert("note".into(), AttributeValue::S(note.clone()));
    }
    item.insert("description".into(), AttributeValue::S(mixed.description.clone()));
    item
}

fn write_line(line: &Line) -> AttributeValue {
    AttributeValue::M(AttributeMap::from([
        ("product".into(), AttributeValue::S(line.product.clone())),
        ("quantity".into(), AttributeValue::N(line.quantity.to_string())),
        ("price".into(), AttributeValue::N(line.price.to_string())),
    ]))
}
