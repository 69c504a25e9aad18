//! Updates and conditions go on from what a read gives: what an item has under an old name, lacks and has by default, or
//! stores as NULL.

use std::collections::BTreeSet;

use dynamo::{Condition, ErrorKind, Item, Table, sdk::types::AttributeValue, to_item};

use crate::backend::{database, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "accounts", partition_key(id))]
struct Account {
    id: String,
    #[dynamo(rename = "sum", alias = "total", alias = "amount")]
    balance: u64,
    #[dynamo(alias = "lines")]
    entries: Vec<String>,
    #[dynamo(alias = "labels")]
    tags: Option<BTreeSet<String>>,
    #[dynamo(alias = "nick")]
    name: Option<String>,
}

/// The same before its attributes were renamed.
#[derive(Item)]
#[dynamo(table = "accounts", partition_key(id), entity = "account")]
struct OldAccount {
    id: String,
    amount: u64,
    lines: Vec<String>,
    labels: Option<BTreeSet<String>>,
    nick: Option<String>,
}

fn key() -> dynamo::Key<Account> {
    Account::key("1")
}

/// A table with an item whose attributes have old names.
async fn renamed() -> Table<Account> {
    let db = database();
    let accounts = db.table::<Account>();
    accounts.create_table().await.unwrap();
    let labels = Some(BTreeSet::from(["vip".to_owned()]));
    let old = OldAccount { id: "1".into(), amount: 41, lines: vec!["a".into()], labels, nick: Some("Ada".into()) };
    db.table::<OldAccount>().put(&old).await.unwrap();
    accounts
}

async fn stored(accounts: &Table<Account>) -> Account {
    accounts.get(key()).consistent().await.unwrap().unwrap()
}

#[tokio::test]
async fn numbers_and_lists_go_on_from_the_old_name() {
    let accounts = renamed().await;
    let update = || accounts.update(key()).increment(|a| a.balance, 1).append(|a| a.entries, ["b"]);
    let text = update().explain().unwrap();
    assert!(text.contains("if_not_exists(sum, if_not_exists(total, if_not_exists(amount, 0))) + 1"), "{text}");
    update().await.unwrap();
    accounts.update(key()).decrement(|a| a.balance, 2).prepend(|a| a.entries, ["_"]).await.unwrap();
    let account = stored(&accounts).await;
    assert_eq!((account.balance, account.entries), (40, ["_", "a", "b"].map(str::to_owned).to_vec()));
}

#[tokio::test]
async fn what_is_there_under_an_old_name_exists() {
    let accounts = renamed().await;
    accounts.update(key()).set_if_not_exists(|a| a.name, "Bob").await.unwrap();
    assert_eq!(stored(&accounts).await.name.as_deref(), Some("Ada"));

    let accounts = renamed().await;
    let holds = async |condition: Condition<Account>| match accounts
        .update(key())
        .increment(|a| a.balance, 0)
        .when(|_| condition)
        .await
    {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::ConditionalCheckFailed => false,
        Err(error) => panic!("{error}"),
    };
    let a = Account::FIELDS;
    assert!(holds(a.name.exists() & a.name.ne(None) & a.balance.exists()).await);
    assert!(!holds(a.name.not_exists()).await && !holds(a.name.eq(None)).await && !holds(!a.name.exists()).await);
    assert!(holds(!a.name.eq(None) & !(a.name.not_exists() | a.tags.eq(None))).await);
    accounts.update(key()).remove(|a| a.name).await.unwrap();
    assert!(holds(a.name.not_exists() & a.name.eq(None) & !a.name.ne(None) & !a.name.exists()).await);
    assert_eq!(accounts.find(|a| a.id.eq("1") & a.name.eq(None)).count().await.unwrap(), 1);
}

/// Fields with old names: one that is `None` where nothing is stored, and one that is not.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "notes", partition_key(id))]
struct Note {
    id: String,
    #[dynamo(alias = "b", alias = "c")]
    a: Option<u8>,
    #[dynamo(alias = "y", alias = "z", default = Some(1))]
    x: Option<u8>,
}

#[tokio::test]
async fn null_under_an_old_name_is_none() {
    let db = database();
    let notes = db.table::<Note>();
    notes.create_table().await.unwrap();
    let n = Note::FIELDS;
    // Each name is missing, NULL or a value.
    for state in 0..27_u32 {
        let mut item = to_item(&Note { id: "1".into(), a: None, x: Some(1) }).unwrap();
        item.remove("x");
        for (names, weight) in [(["a", "x"], 1), (["b", "y"], 3), (["c", "z"], 9)] {
            let value = match state / weight % 3 {
                0 => continue,
                1 => AttributeValue::Null(true),
                _ => AttributeValue::N("5".into()),
            };
            item.extend(names.map(|name| (name.to_owned(), value.clone())));
        }
        db.client().put_item().table_name(notes.name().unwrap()).set_item(Some(item)).send().await.unwrap();
        let note = notes.get(Note::key("1")).consistent().await.unwrap().unwrap();
        for (condition, holds) in [
            (n.a.eq(None), note.a.is_none()),
            (n.a.ne(None), note.a.is_some()),
            (n.x.eq(None), note.x.is_none()),
            (n.x.ne(None), note.x.is_some()),
        ] {
            let text = format!("{condition:?}");
            let found = notes.scan().filter(|_| condition).count().await.unwrap();
            assert_eq!(found == 1, holds, "{note:?}: {text}");
        }
        let assumed = notes.update(Note::key("1")).set(|n| n.a, 7).assume(|n| n.x, None);
        assert_eq!(assumed.await.is_ok(), note.x.is_none(), "{note:?}");
    }
}

#[tokio::test]
async fn sets_under_an_old_name_are_not_lost() {
    let accounts = renamed().await;
    for update in [
        accounts.update(key()).add_to_set(|a| a.tags, ["x"]),
        accounts.update(key()).remove_from_set(|a| a.tags, ["vip"]),
    ] {
        let error = update.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert!(error.to_string().contains("`tags`") && error.to_string().contains("alias"), "{error}");
    }
    assert_eq!(stored(&accounts).await.tags.unwrap().len(), 1);
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "plans", partition_key(id))]
struct Plan {
    id: String,
    #[dynamo(default = 10)]
    credits: u32,
    #[dynamo(default = vec!["read".to_owned()])]
    rights: Vec<String>,
    #[dynamo(default = BTreeSet::from([1]))]
    days: BTreeSet<u8>,
    #[dynamo(default)]
    hours: BTreeSet<u8>,
    #[dynamo(default = Some(5))]
    limit: Option<u8>,
    #[dynamo(null)]
    email: Option<String>,
    #[dynamo(null, json)]
    notes: Option<Vec<String>>,
}

/// A table with an item that has nothing but its key.
async fn bare() -> Table<Plan> {
    let plans = table::<Plan>().await;
    plans.upsert(Plan::key("1")).remove(|p| p.email).await.unwrap();
    plans
}

#[tokio::test]
async fn what_is_missing_counts_as_its_default() {
    let plans = bare().await;
    let update = plans.update(Plan::key("1")).increment(|p| p.credits, 1).append(|p| p.rights, ["write"]);
    update.increment(|p| p.limit, 1).add_to_set(|p| p.hours, [9]).await.unwrap();
    let plan = plans.get(Plan::key("1")).consistent().await.unwrap().unwrap();
    assert_eq!((plan.credits, plan.limit, plan.hours), (11, Some(6), BTreeSet::from([9])));
    assert_eq!(plan.rights, ["read", "write"]);
    for update in [
        plans.update(Plan::key("1")).add_to_set(|p| p.days, [2]),
        plans.update(Plan::key("1")).remove_from_set(|p| p.days, [1]),
    ] {
        let error = update.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation);
        assert!(error.to_string().contains("`days`") && error.to_string().contains("default"), "{error}");
    }
}

#[tokio::test]
async fn none_is_what_a_read_gives_as_none() {
    let plans = bare().await;
    let count = async |condition: Condition<Plan>| plans.scan().filter(|_| condition).count().await.unwrap();
    let p = Plan::FIELDS;
    assert_eq!((count(p.limit.eq(None)).await, count(p.limit.ne(None)).await), (0, 1));
    plans.update(Plan::key("1")).set(|p| p.limit, None).await.unwrap();
    assert_eq!(plans.get(Plan::key("1")).consistent().await.unwrap().unwrap().limit, None);
    assert_eq!((count(p.limit.eq(None)).await, count(p.limit.ne(None)).await), (1, 0));
}

#[tokio::test]
async fn null_stays_null_in_updates() {
    let plans = bare().await;
    plans.update(Plan::key("1")).set(|p| p.email, "ada@example.com").await.unwrap();
    let update = || plans.update(Plan::key("1")).set(|p| p.email, None);
    let text = update().explain().unwrap();
    assert!(text.contains("SET email = NULL"), "{text}");
    update().await.unwrap();
    assert_eq!(plans.scan().filter(|p| p.email.attribute_type(dynamo::Kind::Null)).count().await.unwrap(), 1);
    let mut plan = plans.get(Plan::key("1")).consistent().await.unwrap().unwrap();
    plan.hours.insert(9);
    assert_eq!(to_item(&plan).unwrap()["email"], AttributeValue::Null(true));
    plans.put(&plan).await.unwrap();
    assert_eq!(plans.scan().filter(|p| p.notes.attribute_type(dynamo::Kind::Null)).count().await.unwrap(), 1);
    plans.update(Plan::key("1")).remove(|p| p.email).remove(|p| p.notes).await.unwrap();
    let gone = plans.scan().filter(|p| p.email.not_exists() & p.notes.not_exists());
    assert_eq!(gone.count().await.unwrap(), 1);
}

/// Fields with codecs of their own, which are `None` by default, or not.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "themes", partition_key(id))]
#[dynamo(gsi(name = "ByShade", pk = "{shade}", sk = "{tint}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
struct Theme {
    id: String,
    #[dynamo(serde, default)]
    colors: Option<Vec<String>>,
    #[dynamo(json, default = None)]
    fonts: Option<Vec<String>>,
    #[dynamo(with = flag, default)]
    dark: Option<bool>,
    #[dynamo(json, default = Some(vec!["wide".to_owned()]))]
    sizes: Option<Vec<String>>,
    #[dynamo(default)]
    shade: Option<String>,
    #[dynamo(default)]
    tint: Option<String>,
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "a codec gets a reference to the field")]
mod flag {
    use dynamo::{Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, Kind};

    pub(super) fn encode<E: Encoder>(value: &Option<bool>, encoder: &mut E) -> Result<(), EncodeError> {
        u8::from(value.unwrap_or_default()).encode(encoder)
    }

    pub(super) fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Option<bool>, DecodeError> {
        u8::decode(decoder, kind).map(|flag| Some(flag == 1))
    }
}

#[tokio::test]
async fn a_default_of_none_is_none_with_codecs_too() {
    let themes = table::<Theme>().await;
    let theme = Theme { id: "1".into(), colors: None, fonts: None, dark: None, sizes: None, shade: None, tint: None };
    themes.put(&theme).await.unwrap();
    let count = async |condition: Condition<Theme>| themes.scan().filter(|_| condition).count().await.unwrap();
    let t = Theme::FIELDS;
    for missing in [false, true] {
        if missing {
            let update = themes.update(Theme::key("1")).remove(|t| t.fonts).remove(|t| t.sizes);
            update.await.unwrap();
            let read = themes.get(Theme::key("1")).consistent().await.unwrap().unwrap();
            assert!(read.fonts.is_none() && read.sizes.is_some());
        }
        assert_eq!(count(t.colors.eq(None) & t.fonts.eq(None) & t.dark.eq(None)).await, 1);
        assert_eq!(count(t.colors.ne(None) | t.fonts.ne(None) | t.dark.ne(None)).await, 0);
        assert_eq!(
            (count(t.sizes.eq(None)).await, count(t.sizes.ne(None)).await),
            if missing { (0, 1) } else { (1, 0) }
        );
        let update = themes.update(Theme::key("1")).set(|t| t.shade, "x").assume(|t| t.colors, None);
        update.assume(|t| t.dark, None).assume(|t| t.tint, None).await.unwrap();
    }
}
