//! One database with three connections to it: with the library's interceptor in the client, with the interceptor given to
//! each request, and with items as the SDK's own values.

use std::collections::BTreeSet;

use bytes::Bytes;
use dynamo::{
    Attribute, Dynamo, Item, Table,
    sdk::{
        Client,
        config::{
            BehaviorVersion, Builder, Credentials, HttpClient, Region, retry::RetryConfig, retry::RetryPartition,
        },
    },
    testing::Faults,
};

use super::witness::Witness;
use crate::backend;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "parcels", partition_key(owner), sort_key(number))]
pub(super) struct Parcel {
    pub(super) owner: String,
    pub(super) number: u32,
    pub(super) weight: f64,
    pub(super) seal: Bytes,
    pub(super) tags: Option<BTreeSet<String>>,
    pub(super) notes: Vec<String>,
    pub(super) place: Option<Place>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) street: String,
    pub(super) floor: i8,
}

/// In the same table, among the parcels.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "parcels", partition_key(owner), sort_key(number))]
pub(super) struct Letter {
    pub(super) owner: String,
    pub(super) number: u32,
    pub(super) stamp: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "carts", partition_key(id))]
pub(super) struct Cart {
    pub(super) id: String,
    pub(super) total: u64,
}

pub(super) fn parcel(owner: &str, number: u32) -> Parcel {
    Parcel {
        owner: owner.to_owned(),
        number,
        weight: f64::from(number) + 0.25,
        seal: Bytes::from(vec![0, 255, u8::try_from(number % 256).unwrap()]),
        tags: (number % 2 == 1).then(|| ["fragile \"very\"".to_owned(), "тяжёлый 📦".to_owned()].into()),
        notes: vec![String::new(), format!("line\n{number}\\\u{1}")],
        place: number.is_multiple_of(3).then(|| Place { street: "Хауптштрассе / 5".into(), floor: -1 }),
    }
}

pub(super) fn letter(owner: &str, number: u32) -> Letter {
    Letter { owner: owner.to_owned(), number, stamp: format!("\"Items\":[{number}]") }
}

pub(super) fn cart(id: &str, total: u64) -> Cart {
    Cart { id: id.to_owned(), total }
}

/// One of the connections.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) name: &'static str,
    /// Whether items go past the SDK's own values.
    pub(super) is_direct: bool,
    /// None where there is but a table.
    pub(super) db: Option<Dynamo>,
    pub(super) parcels: Table<Parcel>,
    pub(super) letters: Table<Letter>,
    pub(super) carts: Table<Cart>,
}

pub(super) struct Scene {
    pub(super) ways: [Way; 3],
    pub(super) faults: Faults,
    pub(super) witness: Witness,
}

/// A configuration without the library's interceptor, on either backend: made-up credentials, no waiting before retries,
/// and a budget for them that nobody shares.
pub(super) fn config(http: impl HttpClient + 'static, partition: &str) -> Builder {
    let retries = RetryConfig::standard()
        .with_initial_backoff(std::time::Duration::from_millis(1))
        .with_max_backoff(std::time::Duration::from_millis(2));
    dynamo::sdk::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "a test"))
        .endpoint_url(backend::endpoint().unwrap_or_else(|| "http://localhost:8000".to_owned()))
        .retry_config(retries)
        .retry_partition(RetryPartition::custom(partition.to_owned()).build())
        .http_client(http)
}

/// The three connections through clients of this configuration.
pub(super) fn ways(config: Builder, prefix: &str) -> [Way; 3] {
    let client = Client::from_conf(config.build());
    let db = Dynamo::new(client.clone()).table_prefix(prefix);
    let of = |name, is_direct, db: Dynamo| Way {
        name,
        is_direct,
        parcels: db.table(),
        letters: db.table(),
        carts: db.table(),
        db: Some(db),
    };
    let per_request = Way {
        name: "interceptor with each request",
        is_direct: true,
        db: None,
        parcels: Table::new(&client).named(format!("{prefix}parcels")),
        letters: Table::new(&client).named(format!("{prefix}parcels")),
        carts: Table::new(&client).named(format!("{prefix}carts")),
    };
    [of("interceptor in the client", true, db.clone()), per_request, of("SDK's values", false, db.sdk_values())]
}

impl Scene {
    /// A database that no other test sees, with empty tables.
    pub(super) async fn new() -> Self {
        let (prefix, witness) = (backend::prefix(), Witness::default());
        let http = backend::database().client().config().http_client().expect("both backends have an HTTP client");
        let faults = Faults::new(http);
        let ways = ways(config(faults.clone(), &prefix).interceptor(witness.clone()), &prefix);
        ways[2].parcels.create_table().await.unwrap();
        ways[2].carts.create_table().await.unwrap();
        Self { ways, faults, witness }
    }

    /// Puts the tables into the state that each comparison begins with: five parcels of Ada, two carts.
    pub(super) async fn reset(&self) {
        let Way { parcels, letters, carts, .. } = &self.ways[2];
        let keep: Vec<Parcel> = (0..5).map(|number| parcel("ada", number)).collect();
        for parcel in parcels.scan().consistent().collect().await.unwrap() {
            parcels.delete(Parcel::key(parcel.owner, parcel.number)).await.unwrap();
        }
        for letter in letters.scan().consistent().collect().await.unwrap() {
            letters.delete(Letter::key(letter.owner, letter.number)).await.unwrap();
        }
        for cart in carts.scan().consistent().collect().await.unwrap() {
            carts.delete(Cart::key(cart.id)).await.unwrap();
        }
        parcels.batch_put(&keep).await.unwrap();
        carts.batch_put(&[cart("1", 10), cart("2", 20)]).await.unwrap();
        self.witness.take();
    }

    /// All that is stored.
    pub(super) async fn stored(&self) -> String {
        let Way { parcels, letters, carts, .. } = &self.ways[2];
        let mut parcels = parcels.scan().consistent().collect().await.unwrap();
        parcels.sort_by(|a, b| (&a.owner, a.number).cmp(&(&b.owner, b.number)));
        let mut letters = letters.scan().consistent().collect().await.unwrap();
        letters.sort_by(|a, b| (&a.owner, a.number).cmp(&(&b.owner, b.number)));
        let mut carts = carts.scan().consistent().collect().await.unwrap();
        carts.sort_by(|a, b| a.id.cmp(&b.id));
        format!("{parcels:?} {letters:?} {carts:?}")
    }
}
