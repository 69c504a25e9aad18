//! Entities of one table whose index keys are alike: the type attribute tells them apart, in every index.

use dynamo::{
    Dynamo, Item, Table,
    sdk::types::{Projection, ProjectionType},
};

use crate::{
    backend::{database, faulty},
    canned::Canned,
};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "app", pk = "ORG#{org}", sk = "{id}", type_attribute = "_type")]
#[dynamo(gsi(name = "ByName", partition_key(name), projection = "keys_only"))]
#[dynamo(gsi(name = "WithRank", partition_key(name), sort_key(id), projection = include(rank)))]
#[dynamo(lsi(name = "Names", sort_key(name), projection = "keys_only"))]
struct User {
    org: String,
    id: String,
    name: String,
    rank: u32,
    notes: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "app", pk = "ORG#{org}", sk = "{id}", type_attribute = "_type")]
#[dynamo(gsi(name = "ByName", partition_key(name), projection = "keys_only"))]
#[dynamo(gsi(name = "ByColor", partition_key(color), projection = "keys_only"))]
struct Team {
    org: String,
    id: String,
    name: String,
    color: String,
}

fn user(id: &str) -> User {
    User { org: "1".into(), id: id.into(), name: "ada".into(), rank: 7, notes: "..".into() }
}

fn team(id: &str) -> Team {
    Team { org: "1".into(), id: id.into(), name: "ada".into(), color: "red".into() }
}

async fn filled(db: &Dynamo) -> (Table<User>, Table<Team>) {
    let (users, teams) = (db.table::<User>(), db.table::<Team>());
    for id in ["1", "3"] {
        users.put(&user(id)).await.unwrap();
    }
    teams.put(&team("2")).await.unwrap();
    (users, teams)
}

#[tokio::test]
async fn a_query_on_an_index_gives_items_of_its_type_only() {
    let db = database();
    db.table::<User>().create_table().also_for::<Team>().await.unwrap();
    let (users, teams) = filled(&db).await;

    assert_eq!(users.index(User::BY_NAME).query("ada").count().await.unwrap(), 2);
    assert_eq!(teams.index(Team::BY_NAME).query("ada").count().await.unwrap(), 1);
    assert_eq!(users.index(User::BY_NAME).query("ada").hydrate().collect().await.unwrap().len(), 2);
    assert_eq!(teams.index(Team::BY_NAME).query("ada").hydrate().collect().await.unwrap(), [team("2")]);
    assert_eq!(teams.index(Team::BY_NAME).scan().count().await.unwrap(), 1);
    let names: Vec<String> = teams.index(Team::BY_NAME).query("ada").select(|t| t.name).collect().await.unwrap();
    assert_eq!(names, ["ada"]);
    let ranks: Vec<u32> = users.index(User::WITH_RANK).query("ada").ge("2").select(|u| u.rank).collect().await.unwrap();
    assert_eq!(ranks, [7]);
    assert_eq!(users.index(User::NAMES).query("1").eq("ada").collect().await.unwrap().len(), 2);
    assert_eq!(users.find(|u| u.name.eq("ada")).collect().await.unwrap().len(), 2);
    assert_eq!(users.find(|u| u.name.eq("ada")).count().await.unwrap(), 2);
}

/// What a read looks at to tell the types apart is charged for: a page size bounds it, and changes nothing else.
#[tokio::test]
async fn a_page_size_bounds_what_is_looked_at() {
    let (db, faults) = faulty();
    db.table::<User>().create_table().also_for::<Team>().await.unwrap();
    let (users, teams) = filled(&db).await;
    let ranks = || users.index(User::WITH_RANK).query("ada").select(|user| user.rank).limit(1);
    assert_eq!(ranks().into_input().unwrap().limit(), None);
    assert_eq!(ranks().page_size(1).into_input().unwrap().limit(), Some(1));
    assert_eq!(ranks().page_size(1).collect().await.unwrap(), [7]);
    assert_eq!(faults.requests_for("Query").len(), 1);
    let names = || teams.index(Team::BY_NAME).query("ada").select(|team| team.name);
    assert_eq!(names().page_size(1).limit(1).collect().await.unwrap(), ["ada"]);
    assert_eq!(names().page_size(1).count().await.unwrap(), 1);
}

/// Such an index was made elsewhere, or before there was a type attribute.
#[tokio::test]
async fn an_index_that_does_not_hold_the_type_loses_nothing() {
    let db = database();
    let plain = db.table::<User>().create_table().into_builder().unwrap();
    let indexes = plain.get_global_secondary_indexes().clone().unwrap().into_iter().map(|mut index| {
        index.projection = Some(Projection::builder().projection_type(ProjectionType::KeysOnly).build());
        index
    });
    let input = plain.clone().set_global_secondary_indexes(Some(indexes.collect()));
    input.send_with(db.client()).await.unwrap();
    let (users, teams) = filled(&db).await;

    let found = users.index(User::BY_NAME).query("ada").hydrate().collect().await.unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    let teams_found = teams.index(Team::BY_NAME).query("ada").hydrate().collect().await.unwrap();
    assert_eq!(teams_found, [team("2")]);
    let one = teams.index(Team::BY_NAME).query("ada").hydrate().select(|t| t.color).collect().await.unwrap();
    assert_eq!(one, ["red"]);
    assert_eq!(users.find(|u| u.name.eq("ada")).limit(2).collect().await.unwrap().len(), 2);
    // What such an index does not tell apart is seen, as it is.
    assert_eq!(users.index(User::BY_NAME).query("ada").count().await.unwrap(), 3);
    let ids: Vec<String> = users.index(User::BY_NAME).query("ada").select(|u| u.name).collect().await.unwrap();
    assert_eq!(ids.len(), 3);
}

#[test]
fn the_types_of_all_that_share_an_index_are_held() {
    #[derive(Item)]
    #[dynamo(table = "app", pk = "ORG#{org}", sk = "{id}", type_attribute = "kind")]
    #[dynamo(gsi(name = "ByName", partition_key(name), projection = "keys_only"))]
    struct Robot {
        org: String,
        id: String,
        name: String,
    }

    let db = Canned::new(|_| String::new()).database();
    let create = db.table::<User>().create_table().also_for::<Team>().also_for::<Robot>();
    let input = create.into_input().unwrap();
    let held = |name: &str| {
        let index = input.global_secondary_indexes().iter().find(|index| index.index_name() == name).unwrap();
        let projection = index.projection().unwrap();
        (projection.projection_type().cloned(), projection.non_key_attributes().to_vec())
    };
    assert_eq!(held("ByName"), (Some(ProjectionType::Include), vec!["_type".to_owned(), "kind".to_owned()]));
    assert_eq!(held("WithRank"), (Some(ProjectionType::Include), vec!["rank".to_owned(), "_type".to_owned()]));
}
