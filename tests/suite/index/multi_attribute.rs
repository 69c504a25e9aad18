//! Index keys of several attributes, up to four and four.

use dynamo::{Dynamo, Item, Table};

/// DynamoDB Local 1.25.1 does not know them: `capabilities.rs` notices when that changes.
async fn filled() -> Table<Match> {
    let matches = Dynamo::embedded().table::<Match>();
    matches.create_table().await.unwrap();
    for (id, region, round, bracket, score) in [
        ("1", "east", 1, "a", 5),
        ("2", "east", 1, "b", 50),
        ("3", "east", 2, "a", 7),
        ("4", "east", 10, "a", 3),
        ("5", "west", 1, "a", 9),
    ] {
        let (id, cup, region, bracket) = (id.into(), "winter".into(), region.into(), bracket.into());
        matches.put(&Match { id, cup, region, round, bracket, score, player: None }).await.unwrap();
    }
    matches
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "matches", partition_key(id))]
#[dynamo(gsi(name = "ByCup", partition_key(cup, region), sort_key(round, bracket, score)))]
#[dynamo(gsi(name = "ByPlayer", partition_key(player, cup, region, bracket), sort_key(id, round, score)))]
struct Match {
    id: String,
    cup: String,
    region: String,
    round: u32,
    bracket: String,
    score: i64,
    player: Option<String>,
}

fn ids(matches: Vec<Match>) -> Vec<String> {
    matches.into_iter().map(|it| it.id).collect()
}

#[tokio::test]
async fn the_sort_key_is_walked_attribute_by_attribute() {
    let matches = filled().await;
    let east = || matches.index(Match::BY_CUP).query(("winter", "east"));
    assert_eq!(ids(east().collect().await.unwrap()), ["1", "2", "3", "4"], "rounds are numbers");
    assert_eq!(ids(east().eq(1).collect().await.unwrap()), ["1", "2"]);
    assert_eq!(ids(east().ge(2).collect().await.unwrap()), ["3", "4"]);
    assert_eq!(ids(east().between(1, 2).descending().collect().await.unwrap()), ["3", "2", "1"]);
    assert_eq!(ids(east().sort(|key| key.with(1)).collect().await.unwrap()), ["1", "2"]);
    assert_eq!(ids(east().sort(|key| key.with(1).gt("a")).collect().await.unwrap()), ["2"]);
    assert_eq!(ids(east().sort(|key| key.with(1).begins_with("a")).collect().await.unwrap()), ["1"]);
    assert_eq!(ids(east().sort(|key| key.with(1).with("b").lt(51)).collect().await.unwrap()), ["2"]);
    assert_eq!(ids(east().sort(|key| key.with(1).with("b").with(50)).collect().await.unwrap()), ["2"]);
    assert_eq!(ids(matches.index(Match::BY_CUP).query(("winter", "west")).collect().await.unwrap()), ["5"]);
}

#[tokio::test]
async fn pages_and_projections_know_all_its_attributes() {
    let matches = filled().await;
    let east = || matches.index(Match::BY_CUP).query(("winter", "east")).limit(3);
    let first = east().page().await.unwrap();
    assert_eq!(ids(east().after(first.cursor.unwrap()).page().await.unwrap().items), ["4"]);
    let scores: Vec<i64> = east().select(|it| it.score).collect().await.unwrap();
    assert_eq!(scores, [5, 50, 7]);
}

#[tokio::test]
async fn who_lacks_one_attribute_is_not_in_it() {
    let matches = filled().await;
    assert_eq!(matches.index(Match::BY_PLAYER).scan().count().await.unwrap(), 0);
    let key = Match::key("3");
    matches.update(key).set(|it| it.player, "ada").await.unwrap();
    let found = matches.index(Match::BY_PLAYER).query(("ada", "winter", "east", "a")).collect().await.unwrap();
    assert_eq!(ids(found), ["3"]);
}

#[test]
fn the_request_says_each_attribute() {
    let matches = Dynamo::embedded().table::<Match>();
    let query = matches.index(Match::BY_CUP).query(("winter", "east")).sort(|key| key.with(1).ge("b"));
    assert_eq!(
        query.explain().unwrap(),
        "Query on `matches`\n  index: ByCup\n  key: cup = \"winter\" AND region = \"east\" AND round = 1 AND bracket >= \"b\"\n  \
         filter: begins_with(pk, \"id#\")\n"
    );
}
