use dynamo::Item;

use super::text;

#[derive(Item)]
#[dynamo(table = "shop", pk = "TENANT#{tenant}", sk = "ORDER#{placed_on}#{seq:010}")]
struct Order {
    tenant: String,
    placed_on: String,
    seq: u64,
}

#[test]
fn templates_have_literals_fields_and_padding() {
    assert_eq!(text(Order::key("acme", "2026-01-15", 42)), "TENANT#acme / ORDER#2026-01-15#0000000042");
    assert!(Order::key("acme", "2026-01-15", 12_345_678_901).resolve().is_err());
    let order = Order { tenant: "acme".into(), placed_on: "d".into(), seq: 1 };
    assert_eq!(order.primary_key(), Order::key("acme", "d", 1));
}

#[derive(Item)]
#[dynamo(table = "shop", pk = "USER#{id}", sk = "PROFILE")]
struct Profile {
    id: u32,
}

#[test]
fn a_sort_key_may_be_constant() {
    assert_eq!(text(Profile::key(7)), "USER#7 / PROFILE");
    assert_eq!(Profile::partition(7).resolve().unwrap().1.to_string(), "USER#7");
}

#[derive(Item)]
#[dynamo(table = "shop", pk = "{{{tenant}}}", sk = "{tenant}/{user}/{tenant}")]
struct Shared {
    user: String,
    tenant: String,
}

#[test]
fn fields_may_be_shared_and_braces_escaped() {
    assert_eq!(text(Shared::key("acme", "ada")), "{acme} / acme/ada/acme");
    assert_eq!(Shared::SCHEMA.key.components.len(), 2);
}

#[derive(Item)]
#[dynamo(table = "shop", pk = "V#{major:03}{minor:03}.{patch}", sort_key(name))]
struct Version {
    #[dynamo(rename = "M")]
    major: u8,
    minor: u16,
    patch: u32,
    name: String,
}

#[test]
fn padded_fields_stand_side_by_side_and_a_template_stands_beside_a_list() {
    assert_eq!(text(Version::key(1, 22, 3, "x")), "V#001022.3 / x");
}

#[derive(Item)]
#[dynamo(table = "shop", pk = "T#{type}")]
struct Raw {
    r#type: String,
}

#[test]
fn templates_name_raw_identifiers_without_their_prefix() {
    assert_eq!(text(Raw::key("x")), "T#x");
}
