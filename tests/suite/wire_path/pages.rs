//! Where reading stops and goes on: the same cursors and checkpoints, also among items of another entity.

use std::fmt::Write as _;

use futures::TryStreamExt as _;

use super::scene::{Scene, Way, letter, parcel};

/// Parcels and letters of two owners, in turns.
async fn filled() -> Scene {
    let scene = Scene::new().await;
    let Way { parcels, letters, .. } = &scene.ways[2];
    for owner in ["ada", "bob"] {
        let many: Vec<_> = (0..12).map(|number| parcel(owner, number)).collect();
        parcels.batch_put(&many).await.unwrap();
        let many: Vec<_> = (0..12).map(|number| letter(owner, number)).collect();
        letters.batch_put(&many).await.unwrap();
    }
    scene
}

/// Does the same through each connection; each must tell the same story.
async fn compare(scene: &Scene, story: impl AsyncFn(&Way) -> String) {
    let mut stories = Vec::new();
    for way in &scene.ways {
        stories.push(story(way).await);
    }
    assert!(stories[0].len() > 20, "{}", stories[0]);
    assert_eq!(stories[0], stories[2]);
    assert_eq!(stories[1], stories[2]);
}

#[tokio::test]
async fn cursors_of_queries_are_the_same() {
    let scene = filled().await;
    for (limit, page_size) in [(1, 1), (1, 7), (2, 3), (3, 100), (5, 4), (11, 100), (12, 100), (13, 5)] {
        compare(&scene, async |way| {
            let mut story = String::new();
            let mut cursor = None;
            loop {
                let query = way.parcels.query("ada").consistent().limit(limit).page_size(page_size);
                let query = match cursor.take() {
                    Some(cursor) => query.after(cursor),
                    None => query,
                };
                let page = query.page().await.unwrap();
                let numbers: Vec<_> = page.items.iter().map(|parcel| parcel.number).collect();
                let token = page.cursor.as_ref().map(ToString::to_string);
                writeln!(story, "{numbers:?} {token:?} {} {}", page.count, page.scanned_count).unwrap();
                match page.cursor {
                    Some(next) => cursor = Some(next),
                    None => return story,
                }
            }
        })
        .await;
    }
}

#[tokio::test]
async fn cursors_of_scans_and_letters_among_parcels_are_the_same() {
    let scene = filled().await;
    for (limit, page_size) in [(1, 5), (4, 9), (7, 100), (24, 100)] {
        compare(&scene, async |way| {
            let mut story = String::new();
            let mut cursor = None;
            loop {
                let scan = way.letters.scan().consistent().limit(limit).page_size(page_size);
                let scan = match cursor.take() {
                    Some(cursor) => scan.after(cursor),
                    None => scan,
                };
                let page = scan.select(|letter| letter.stamp).page().await.unwrap();
                let token = page.cursor.as_ref().map(ToString::to_string);
                writeln!(story, "{:?} {token:?} {} {}", page.items, page.count, page.scanned_count).unwrap();
                match page.cursor {
                    Some(next) => cursor = Some(next),
                    None => return story,
                }
            }
        })
        .await;
    }
}

#[tokio::test]
async fn checkpoints_of_scans_are_the_same_after_each_item() {
    let scene = filled().await;
    for page_size in [1, 5, 100] {
        compare(&scene, async |way| {
            let mut story = String::new();
            let mut stream = way.parcels.scan().consistent().page_size(page_size).resumable();
            loop {
                let next = stream.try_next().await.unwrap().map(|parcel| (parcel.owner, parcel.number));
                writeln!(story, "{next:?} {}", stream.checkpoint()).unwrap();
                if next.is_none() {
                    return story;
                }
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a_checkpoint_of_one_connection_is_good_for_the_others() {
    let scene = filled().await;
    let all = scene.ways[2].parcels.scan().consistent().collect().await.unwrap();
    for (from, to) in [(0, 1), (0, 2), (1, 0), (2, 0), (2, 1)] {
        let mut stream = scene.ways[from].parcels.scan().consistent().page_size(9).resumable();
        let mut items = Vec::new();
        for _ in 0..7 {
            items.push(stream.try_next().await.unwrap().unwrap());
        }
        let rest = scene.ways[to].parcels.scan().consistent().page_size(9).resume(stream.checkpoint());
        items.extend(rest.collect().await.unwrap());
        assert_eq!(items, all);

        let page = scene.ways[from].parcels.query("bob").limit(5).page().await.unwrap();
        let rest = scene.ways[to].parcels.query("bob").limit(9).after(page.cursor.unwrap()).page().await.unwrap();
        assert_eq!((page.items.len(), rest.items.len()), (5, 7));
    }
}
