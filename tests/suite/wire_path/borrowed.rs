//! Pages whose items are borrowed: the same items as the others, wherever they come from.

use dynamo::Attribute;
use futures::TryStreamExt as _;

use super::scene::{Scene, Way, letter, parcel};

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
            let mut pages = std::pin::pin!(scan().pages_ref());
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
