//! Pages whose items are borrowed: the same items as the others, wherever they come from.

use dynamo::Attribute;
use futures::TryStreamExt as _;

use super::{
    scene::{Scene, Way, cart, config, letter, parcel, ways},
    service::{Reply, Service, cart_json},
};
use crate::backend;

#[derive(Attribute)]
struct ParcelRef<'a> {
    number: u32,
    seal: &'a [u8],
    tags: Option<Vec<&'a str>>,
    notes: Vec<&'a str>,
    place: Option<PlaceRef<'a>>,
}

#[derive(Attribute)]
struct PlaceRef<'a> {
    street: &'a str,
}

#[derive(Attribute)]
struct StampRef<'a> {
    number: u32,
    stamp: &'a str,
}

async fn filled() -> Scene {
    let scene = Scene::new().await;
    let Way { parcels, letters, .. } = &scene.ways[2];
    let many: Vec<_> = (0..12).map(|number| parcel("ada", number)).collect();
    parcels.batch_put(&many).await.unwrap();
    let many: Vec<_> = (0..12).map(|number| letter("ada", number)).collect();
    letters.batch_put(&many).await.unwrap();
    scene
}

#[tokio::test]
async fn what_is_borrowed_is_what_is_owned() {
    for way in &filled().await.ways {
        let owned = way.parcels.query("ada").consistent().page().await.unwrap();
        let page = way.parcels.query("ada").consistent().page_ref().await.unwrap();
        assert_eq!((page.count, page.scanned_count), (owned.count, owned.scanned_count), "{}", way.name);
        assert_eq!((page.cursor.is_none(), page.count), (true, 12));
        // Twice: reading changes nothing.
        for _ in 0..2 {
            let borrowed: Vec<ParcelRef<'_>> = page.items().collect::<Result<_, _>>().unwrap();
            for (borrowed, owned) in borrowed.iter().zip(&owned.items) {
                assert_eq!((borrowed.number, borrowed.seal), (owned.number, owned.seal.as_ref()));
                assert_eq!(borrowed.notes, owned.notes);
                let tags = borrowed.tags.clone().map(|tags| tags.into_iter().map(str::to_owned).collect());
                assert_eq!(tags, owned.tags);
                let street = borrowed.place.as_ref().map(|place| place.street);
                assert_eq!(street, owned.place.as_ref().map(|place| place.street.as_str()));
            }
        }
    }
}

#[tokio::test]
async fn pages_end_where_the_limit_is_and_leave_others_out() {
    for way in &filled().await.ways {
        for (limit, page_size) in [(1, 9), (5, 3), (12, 100), (20, 7)] {
            let scan = || way.letters.scan().consistent().limit(limit).page_size(page_size);
            let mut numbers = Vec::new();
            let mut pages = scan().pages_ref();
            while let Some(page) = pages.try_next().await.unwrap() {
                for item in page.items::<StampRef<'_>>() {
                    let StampRef { number, stamp } = item.unwrap();
                    assert_eq!(stamp, letter("ada", number).stamp);
                    numbers.push(number);
                }
            }
            let owned = scan().select(|letter| letter.number).collect().await.unwrap();
            assert_eq!(numbers, owned, "{}", way.name);

            let (mut numbers, mut cursor) = (Vec::new(), None);
            loop {
                let query = way.letters.query("ada").consistent().limit(limit).page_size(page_size);
                let query = match cursor.take() {
                    Some(cursor) => query.after(cursor),
                    None => query,
                };
                let page = query.page_ref().await.unwrap();
                numbers.extend(page.items::<StampRef<'_>>().map(|item| item.unwrap().number));
                match page.cursor {
                    Some(next) => cursor = Some(next),
                    None => break,
                }
            }
            let owned = way.letters.query("ada").consistent().select(|letter| letter.number).collect().await.unwrap();
            assert_eq!(numbers, owned, "{}", way.name);
        }
    }
}

#[tokio::test]
async fn an_item_that_does_not_fit_is_an_error_in_its_place() {
    #[derive(Attribute)]
    struct Odd<'a> {
        place: PlaceRef<'a>,
    }
    for way in &filled().await.ways {
        let page = way.parcels.query("ada").consistent().page_ref().await.unwrap();
        let numbers = page.items::<ParcelRef<'_>>().map(|item| item.unwrap().number);
        for (number, item) in numbers.zip(page.items::<Odd<'_>>()) {
            match item {
                Ok(odd) => assert!(number.is_multiple_of(3) && odd.place.street.ends_with('5')),
                Err(error) => assert!(!number.is_multiple_of(3) && error.path() == "place", "{error}"),
            }
        }
        assert!(!format!("{page:?}").contains("fragile"));
    }
}

#[derive(Attribute)]
struct CartRef<'a> {
    id: &'a str,
    total: u64,
}

/// The page's count and its items; none if any of it cannot be read.
async fn carts(way: &Way) -> (Option<usize>, Vec<Option<(String, u64)>>) {
    let Ok(page) = way.carts.query("1").page_ref().await else { return (None, Vec::new()) };
    let items = page.items::<CartRef<'_>>().map(|item| item.ok().map(|cart| (cart.id.to_owned(), cart.total)));
    (Some(page.count), items.collect())
}

async fn carts_of(answer: &str) -> [(Option<usize>, Vec<Option<(String, u64)>>); 2] {
    let service = Service::new([Reply::ok(answer)]);
    let [direct, _, values] = ways(config(service, &backend::prefix()), "");
    [carts(&direct).await, carts(&values).await]
}

#[tokio::test]
async fn items_are_found_however_the_answer_is_written() {
    let [one, two] = [5, 6].map(|total| cart_json(&cart("1", total)).to_string());
    let odd = r#"{"id":{"S":"1"},"]":{"L":[{"SS":["[",",{\"]"]}]}}"#;
    for (items, count) in [
        ("[]", 0),
        (" [ ] ", 0),
        ("null", 0),
        ("[@]", 1),
        ("[@,@,%]", 3),
        (" [ @ , % ] ", 2),
        ("[@,&,%]", 3),
        ("[&,&]", 2),
        ("[{}]", 1),
    ] {
        let items = items.replace('@', &one).replace('%', &two).replace('&', odd);
        for shape in [r#"{"Items":ITEMS}"#, r#"{"Count":NUMBER,"Items":ITEMS,"ScannedCount":NUMBER}"#] {
            let answer = shape.replace("ITEMS", &items).replace("NUMBER", &count.to_string());
            let [direct, values] = carts_of(&answer).await;
            assert_eq!(direct, values, "{answer}");
            assert_eq!((direct.0, direct.1.len()), (Some(count), count), "{answer}");
        }
    }
    // Where the answer is wrong, the service is believed.
    let [direct, values] = carts_of(&format!(r#"{{"Count":7,"Items":[{one}]}}"#)).await;
    assert_eq!((direct.0, values.0), (Some(7), Some(1)));
    assert_eq!(direct.1, values.1);
}

#[tokio::test]
async fn what_are_no_items_is_told() {
    let one = cart_json(&cart("1", 5)).to_string();
    for items in [
        "[@ @]",
        "[@,]",
        "[,@]",
        "[@",
        "[@}",
        "@",
        "[[@]]",
        "[@,[]]",
        "[@,7]",
        "[@,nul]",
        "[@,null]",
        "[@]]",
        "[@}]",
        "[{\"id\":]",
        "[{]",
        "[@,{\"id\":{\"S\":\"1\"]",
        "[@,{\"id\":{\"L\":[}}]",
        "7",
        "[{\"id\":{\"S\":\"1\"}},{\"id\":{\"SS\":[}],\"x\":[]}}]",
    ] {
        for shape in [r#"{"Items":ITEMS}"#, r#"{"Count":1,"Items":ITEMS,"ScannedCount":1}"#] {
            let answer = shape.replace("ITEMS", &items.replace('@', &one));
            let [direct, values] = carts_of(&answer).await;
            assert_eq!(values.0, None, "{answer}");
            assert!(direct.0.is_none() || direct.1.contains(&None), "{answer}: {direct:?}");
        }
    }
}
