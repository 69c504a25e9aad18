use super::{s, stored_as, text};

/// The library under another path, as in a crate that re-exports it.
mod reexport {
    pub(crate) use dynamo as renamed;
}

mod user {
    // Nothing here is called `dynamo` by chance.
    mod dynamo {}

    use super::reexport::renamed::{Attribute, Item};

    #[derive(Item, Debug, PartialEq)]
    #[dynamo(table = "users", partition_key(id), crate = "crate::derive::crate_path::reexport::renamed", new)]
    pub(super) struct User {
        pub(super) id: String,
        pub(super) role: Role,
    }

    #[derive(Attribute, Debug, PartialEq)]
    #[dynamo(crate = "super::reexport::renamed")]
    pub(super) enum Role {
        Admin,
        Guest { until: String },
    }

    #[derive(Attribute, Debug, PartialEq)]
    #[dynamo(crate = "super::reexport::renamed")]
    pub(super) struct Id(pub(super) String);
}

#[test]
fn the_library_is_found_under_another_path() {
    let user = user::User::new("1".into(), user::Role::Admin);
    stored_as(&user, [("pk", s("id#1#user")), ("id", s("1")), ("role", s("Admin"))]);
    assert_eq!(text(user::User::key("1")), "id#1#user");
    let guest = user::Role::Guest { until: "May".into() };
    let value = dynamo::to_attribute_value(&guest).unwrap();
    assert_eq!(dynamo::from_attribute_value::<user::Role>(value).unwrap(), guest);
    assert_eq!(dynamo::to_attribute_value(&user::Id("x".into())).unwrap(), s("x"));
}
