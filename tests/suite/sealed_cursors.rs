//! Cursors that are sealed with a secret, and what each cursor is of.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dynamo::{Cursor, CursorKey, Dynamo, ErrorKind, Item, Query, Table};

use crate::backend::{database, faulty};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "ledger", pk = "TENANT#{tenant}", sk = "{at:04}")]
#[dynamo(gsi(name = "ByKind", partition_key(kind), sort_key(at)))]
#[dynamo(gsi(name = "ByTenant", pk = "OF#{tenant}", sk = "{at:04}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
struct Entry {
    tenant: String,
    at: u32,
    kind: String,
}

fn secret(byte: u8) -> CursorKey {
    CursorKey::new([byte; 32]).unwrap()
}

async fn filled(db: &Dynamo) -> Table<Entry> {
    let table = db.table::<Entry>();
    table.create_table().await.unwrap();
    for at in 0..6 {
        for tenant in ["a", "b"] {
            table.put(&Entry { tenant: tenant.into(), at, kind: "k".into() }).await.unwrap();
        }
    }
    table
}

async fn cursor(query: Query<Entry, impl Sized>) -> Cursor {
    query.limit(2).page().await.unwrap().cursor.unwrap()
}

fn ats(entries: &[Entry]) -> Vec<u32> {
    entries.iter().map(|entry| entry.at).collect()
}

fn is_refused<T>(result: dynamo::Result<T>) -> bool {
    matches!(result, Err(error) if error.kind() == ErrorKind::Validation)
}

#[tokio::test]
async fn a_sealed_cursor_goes_on_with_its_key_only() {
    let (db, faults) = faulty();
    let table = filled(&db).await;
    let query = || table.query("a");
    let sealed = cursor(query().sealed(&secret(1))).await;
    let plain = cursor(query()).await;
    assert_ne!(sealed, plain);

    let rest = query().sealed(&secret(1)).after(sealed.clone()).collect().await.unwrap();
    assert_eq!(ats(&rest), [2, 3, 4, 5]);
    let before = faults.request_count();
    assert!(is_refused(query().sealed(&secret(2)).after(sealed.clone()).collect().await), "another key");
    assert!(is_refused(query().after(sealed.clone()).collect().await), "no key");
    assert!(is_refused(query().sealed(&secret(1)).after(plain.clone()).collect().await), "a plain one");
    assert!(is_refused(query().sealed(&secret(1)).after(plain).page().await));
    assert!(is_refused(table.query("b").sealed(&secret(1)).after(sealed.clone()).collect().await), "another tenant");
    assert!(is_refused(query().descending().sealed(&secret(1)).after(sealed.clone()).collect().await), "another order");
    assert_eq!(faults.request_count(), before, "all of it before sending");

    // The whole way, in steps, as text and as JSON.
    let (mut found, mut next) = (Vec::new(), None::<Cursor>);
    loop {
        let query = query().sealed(&secret(1)).limit(1).page_size(3);
        let page = match next.take() {
            Some(cursor) => query.after(cursor).page().await.unwrap(),
            None => query.page().await.unwrap(),
        };
        found.extend(page.items);
        let Some(cursor) = page.cursor else { break };
        let text: Cursor = cursor.to_string().parse().unwrap();
        let json: Cursor = serde_json::from_str(&serde_json::to_string(&text).unwrap()).unwrap();
        assert_eq!(json, cursor);
        next = Some(json);
    }
    assert_eq!(ats(&found), [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn no_byte_of_a_sealed_cursor_can_be_changed() {
    let table = filled(&database()).await;
    let token = cursor(table.query("a").sealed(&secret(1))).await.to_string();
    let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
    let accepts = |bytes: &[u8]| match URL_SAFE_NO_PAD.encode(bytes).parse::<Cursor>() {
        Ok(cursor) => {
            let sealed = table.query("a").sealed(&secret(1)).after(cursor.clone()).into_input();
            sealed.is_ok() || table.query("a").after(cursor).into_input().is_ok()
        }
        Err(_) => false,
    };
    assert!(accepts(&bytes));
    for position in 0..bytes.len() {
        for change in 1..=u8::MAX {
            // Every other value of the seal and the header; the key's text in steps, for time.
            if (10..bytes.len() - 32).contains(&position) && change % 16 != 1 {
                continue;
            }
            let mut changed = bytes.clone();
            changed[position] ^= change;
            assert!(!accepts(&changed), "byte {position} ^ {change}");
        }
    }
    for length in 0..bytes.len() {
        assert!(!accepts(&bytes[..length]), "cut after {length}");
        assert!(!accepts(&bytes[length + 1..]), "cut before {length}");
    }
    assert!(!accepts(&[&bytes[..], &[0]].concat()));
    // The text, too: no two texts are one token.
    for position in 0..token.len() {
        for other in "AB-_+/=.\n é".chars() {
            let mut changed: Vec<char> = token.chars().collect();
            if changed[position] == other {
                continue;
            }
            changed[position] = other;
            let changed = String::from_iter(changed);
            let accepted = changed
                .parse::<Cursor>()
                .is_ok_and(|cursor| table.query("a").sealed(&secret(1)).after(cursor).into_input().is_ok());
            assert!(!accepted, "{changed}");
        }
    }
}

#[tokio::test]
async fn a_forged_cursor_does_not_lead_to_another_tenant() {
    let (db, faults) = faulty();
    let table = filled(&db).await;
    let plain = URL_SAFE_NO_PAD.decode(cursor(table.query("a")).await.to_string()).unwrap();
    let sealed = URL_SAFE_NO_PAD.decode(cursor(table.query("a").sealed(&secret(1))).await.to_string()).unwrap();
    assert_eq!((plain[0], sealed[0]), (1, 2));
    let forged = |bytes: Vec<u8>| URL_SAFE_NO_PAD.encode(bytes).parse::<Cursor>().unwrap();
    let before = faults.request_count();

    // The fingerprint of one tenant with the key of the other, and the other way round.
    let key = String::from_utf8(plain[9..].to_vec()).unwrap();
    let other = key.replace("TENANT#a", "TENANT#b");
    assert_ne!(key, other);
    let of_other = forged([&plain[..9], other.as_bytes()].concat());
    assert!(is_refused(table.query("a").after(of_other.clone()).collect().await));
    assert!(is_refused(table.query("b").after(of_other).collect().await));
    // A plain one that says that it is sealed, and a sealed one that says that it is not.
    let mut relabelled = plain.clone();
    relabelled[0] = 2;
    assert!(is_refused(table.query("a").sealed(&secret(1)).after(forged(relabelled)).collect().await));
    let mut relabelled = sealed.clone();
    relabelled[0] = 1;
    assert!(is_refused(table.query("a").after(forged(relabelled)).collect().await));
    // The seal of one around the content of another.
    let seal = &sealed[sealed.len() - 32..];
    let patched = [&[2], &plain[1..9], other.as_bytes(), seal].concat();
    assert!(is_refused(table.query("a").sealed(&secret(1)).after(forged(patched)).collect().await));
    assert_eq!(faults.request_count(), before);
}

#[tokio::test]
async fn cursors_of_queries_indexes_and_scans_are_not_exchangeable() {
    let table = filled(&database()).await;
    for seal in [None, Some(secret(3))] {
        let of_table = || match &seal {
            Some(seal) => table.query("a").sealed(seal),
            None => table.query("a"),
        };
        let of_kind = || match &seal {
            Some(seal) => table.index(Entry::BY_KIND).query("k").sealed(seal),
            None => table.index(Entry::BY_KIND).query("k"),
        };
        let of_tenant = || match &seal {
            Some(seal) => table.index(Entry::BY_TENANT).query("a").sealed(seal),
            None => table.index(Entry::BY_TENANT).query("a"),
        };
        let scan = || match &seal {
            Some(seal) => table.scan().sealed(seal),
            None => table.scan(),
        };
        let index_scan = || match &seal {
            Some(seal) => table.index(Entry::BY_KIND).scan().sealed(seal),
            None => table.index(Entry::BY_KIND).scan(),
        };
        let cursors = [
            of_table().limit(2).page().await.unwrap().cursor.unwrap(),
            of_kind().limit(2).page().await.unwrap().cursor.unwrap(),
            of_tenant().limit(2).page().await.unwrap().cursor.unwrap(),
            scan().limit(2).page().await.unwrap().cursor.unwrap(),
            index_scan().limit(2).page().await.unwrap().cursor.unwrap(),
        ];
        for (position, cursor) in cursors.iter().enumerate() {
            let results = [
                of_table().after(cursor.clone()).into_input().map(drop),
                of_kind().after(cursor.clone()).into_input().map(drop),
                of_tenant().after(cursor.clone()).into_input().map(drop),
                scan().after(cursor.clone()).into_input().map(drop),
                index_scan().after(cursor.clone()).into_input().map(drop),
            ];
            for (taker, result) in results.into_iter().enumerate() {
                if taker == position {
                    result.unwrap();
                } else {
                    assert!(is_refused(result), "the cursor of {position} given to {taker}");
                }
            }
        }
        assert_eq!(scan().after(cursors[3].clone()).count().await.unwrap(), 10);
        assert_eq!(of_kind().after(cursors[1].clone()).count().await.unwrap(), 10);
    }
}

#[tokio::test]
async fn what_is_selected_does_not_matter_to_a_cursor() {
    let table = filled(&database()).await;
    let whole = cursor(table.query("a").sealed(&secret(1))).await;
    let query = || table.query("a").sealed(&secret(1));
    let selected = query().select(|entry| entry.at).limit(2).page().await.unwrap().cursor.unwrap();
    assert_eq!(selected, whole);
    assert_eq!(query().select(|entry| entry.at).after(whole).collect().await.unwrap(), [2, 3, 4, 5]);
    assert_eq!(ats(&query().after(selected).collect().await.unwrap()), [2, 3, 4, 5]);
    // The cursor after a request's worth is the same, too.
    let request = query().select(|entry| entry.kind).page_size(2).page().await.unwrap().cursor.unwrap();
    assert_eq!(ats(&query().after(request).collect().await.unwrap()), [2, 3, 4, 5]);
    // Of an index, whose cursors need the table's key beside its own.
    let kinds = || table.index(Entry::BY_KIND).query("k").sealed(&secret(1));
    let first = kinds().select(|entry| entry.tenant).limit(5).page().await.unwrap();
    let second = kinds().select(|entry| entry.tenant).after(first.cursor.unwrap()).collect().await.unwrap();
    let mut tenants = [first.items, second].concat();
    tenants.sort();
    assert_eq!(tenants.concat(), "aaaaaabbbbbb");
}

#[tokio::test]
async fn nothing_shows_the_secret_or_the_key() {
    let table = filled(&database()).await;
    let key = CursorKey::new(b"a secret of thirty-two bytes, or so").unwrap();
    let cursor = cursor(table.query("a").sealed(&key)).await;
    let query = table.query("a").sealed(&key).after(cursor.clone());
    let wrong = table.query("a").sealed(&secret(9)).after(cursor.clone()).into_input().unwrap_err();
    for shown in [format!("{key:?}"), format!("{cursor:?}"), format!("{query:?}"), format!("{wrong} {wrong:?}")] {
        for hidden in ["secret of", "TENANT", cursor.to_string().as_str(), "97, 32, 115"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
    for short in [0, 1, 31] {
        assert!(is_refused(CursorKey::new(vec![7; short])), "{short} bytes");
    }
    assert!(CursorKey::new([7; 32]).is_ok() && CursorKey::new(vec![7; 1000]).is_ok());
}
