use dynamo::{Attribute, Item};

use super::{m, n, s, stored_as};

/// Not an attribute at all.
#[derive(Debug, PartialEq, Default)]
struct Cache(Option<std::time::Duration>);

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    #[dynamo(skip)]
    cache: Cache,
    #[dynamo(skip, default = Cache(Some(std::time::Duration::ZERO)))]
    other: Cache,
}

#[test]
fn a_skipped_field_is_its_default() {
    let user = User { id: "1".into(), cache: Cache(None), other: Cache(Some(std::time::Duration::ZERO)) };
    stored_as(&user, [("pk", s("id#1#user")), ("id", s("1"))]);
}

#[derive(Attribute, Debug, PartialEq)]
struct Only {
    #[dynamo(skip)]
    cache: Cache,
}

#[derive(Attribute, Debug, PartialEq)]
enum Event {
    Hit {
        #[dynamo(skip)]
        cache: Cache,
        count: u8,
    },
}

#[test]
fn nothing_need_be_stored() {
    assert_eq!(dynamo::to_attribute_value(&Only { cache: Cache(None) }).unwrap(), m([]));
    let hit = Event::Hit { cache: Cache(None), count: 1 };
    let value = dynamo::to_attribute_value(&hit).unwrap();
    assert_eq!(value, m([("Hit", m([("count", n("1"))]))]));
    assert_eq!(dynamo::from_attribute_value::<Event>(value).unwrap(), hit);
}
