//! Local indexes: the table's partition, in another order.

use dynamo::{Item, Table};

use crate::{backend::table, capabilities::local_indexes_fetch};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "players", partition_key(game), sort_key(name))]
#[dynamo(lsi(name = "ByScore", sort_key(score)))]
#[dynamo(lsi(name = "ByTeam", sort_key(team), projection = "keys_only"))]
#[dynamo(lsi(name = "ByLevel", sk = "{level:03}#{team}", sk_name = "lsi1sk", projection = include(score)))]
struct Player {
    game: String,
    name: String,
    score: i64,
    team: Option<String>,
    level: u8,
    bio: String,
}

async fn filled() -> Table<Player> {
    let players = table::<Player>().await;
    for (game, name, score, team, level) in [
        ("chess", "ada", 30, Some("red"), 2),
        ("chess", "bob", -5, None, 10),
        ("chess", "cy", 100, Some("reds"), 2),
        ("go", "ada", 7, Some("red"), 1),
    ] {
        let (game, name, team) = (game.to_owned(), name.to_owned(), team.map(str::to_owned));
        players.put(&Player { game, name, score, team, level, bio: "..".into() }).await.unwrap();
    }
    players
}

fn names(players: Vec<Player>) -> Vec<String> {
    players.into_iter().map(|player| player.name).collect()
}

#[tokio::test]
async fn every_operator_in_another_order() {
    let players = filled().await;
    let by_score = || players.index(Player::BY_SCORE).query("chess");
    assert_eq!(names(by_score().collect().await.unwrap()), ["bob", "ada", "cy"]);
    assert_eq!(names(by_score().descending().collect().await.unwrap()), ["cy", "ada", "bob"]);
    assert_eq!(names(by_score().eq(30).collect().await.unwrap()), ["ada"]);
    assert_eq!(names(by_score().gt(30).collect().await.unwrap()), ["cy"]);
    assert_eq!(names(by_score().ge(30).collect().await.unwrap()), ["ada", "cy"]);
    assert_eq!(names(by_score().lt(30).collect().await.unwrap()), ["bob"]);
    assert_eq!(names(by_score().le(30).collect().await.unwrap()), ["bob", "ada"]);
    assert_eq!(names(by_score().between(-5, 30).collect().await.unwrap()), ["bob", "ada"]);
    assert_eq!(names(by_score().consistent().collect().await.unwrap()), ["bob", "ada", "cy"], "a local index can");
    let by_team = || players.index(Player::BY_TEAM).query("chess");
    assert_eq!(names(by_team().begins_with("red").collect().await.unwrap()), ["ada", "cy"]);
    let by_level = || players.index(Player::BY_LEVEL).query("chess");
    assert_eq!(names(by_level().collect().await.unwrap()), ["ada", "cy"], "who has no team is not there");
    assert_eq!(names(by_level().sort(|key| key.with(2).eq("red")).collect().await.unwrap()), ["ada"]);
}

#[tokio::test]
async fn whole_items_come_though_the_index_holds_only_keys() {
    let players = filled().await;
    let ada = players.index(Player::BY_TEAM).query("chess").eq("red").one().await.unwrap().unwrap();
    assert_eq!((ada.score, ada.bio.as_str()), (30, ".."));
    if local_indexes_fetch() {
        let bios: Vec<String> =
            players.index(Player::BY_TEAM).query("chess").select(|p| p.bio).collect().await.unwrap();
        assert_eq!(bios, ["..", ".."]);
    }
    let one = players.index(Player::BY_TEAM).query("chess").one().await.unwrap_err();
    assert!(one.to_string().contains("more than one"), "{one}");
}

#[tokio::test]
async fn pages_go_on_where_they_ended() {
    let players = filled().await;
    let by_score = || players.index(Player::BY_SCORE).query("chess").limit(2);
    let first = by_score().page().await.unwrap();
    let second = by_score().after(first.cursor.unwrap()).page().await.unwrap();
    assert_eq!(names(second.items), ["cy"]);
}

#[tokio::test]
async fn a_filter_on_what_an_index_does_not_hold_is_refused() {
    let players = filled().await;
    let by_team = || players.index(Player::BY_TEAM).query("chess").filter(|p| p.bio.eq(".."));
    let error = by_team().collect().await.unwrap_err();
    assert!(error.to_string().contains("`ByTeam` does not hold `bio`"), "{error}");
    assert!(by_team().count().await.is_err());
    // Nor does `find` take it.
    let find = || players.find(|p| p.game.eq("chess") & p.team.eq("red") & p.bio.eq(".."));
    assert!(!find().explain().unwrap().contains("ByTeam"), "{}", find().explain().unwrap());
    assert_eq!(names(find().collect().await.unwrap()), ["ada"]);
}
