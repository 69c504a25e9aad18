//! The same on the embedded database, which does what it is asked: all contenders share one.

use dynamo::{Dynamo, sdk::Client};

use super::{
    contender::Contender,
    job::{Job, block_on},
    reads,
    shapes::{Mixed, Shape as _},
    writes,
};

const PAGE: usize = 100;
const BATCH: usize = 25;

/// A work's name, and those who do it.
pub(crate) fn works() -> Vec<(&'static str, Vec<(Contender, Job)>)> {
    let database = Dynamo::embedded();
    let table = database.table::<Mixed>();
    let items = Mixed::many(PAGE);
    block_on(async {
        table.create_table().await.expect("a table");
        table.batch_put(&items).await.expect("all written");
    });
    // What is written is there already, so that the table does not grow.
    let client = || Client::from_conf(database.client().config().to_builder().build());
    let all = |job: &dyn Fn(Contender, Client) -> Option<Job>| -> Vec<(Contender, Job)> {
        let all = Contender::ALL.into_iter().filter(|&contender| contender != Contender::Floor); // its answers are empty
        all.filter_map(|contender| Some((contender, job(contender, client())?))).collect()
    };
    vec![
        ("GetItem 1 KB", all(&|contender, client| reads::get(contender, client, &items[1]))),
        ("PutItem 1 KB", all(&|contender, client| writes::put(contender, client, &items))),
        ("page of 100 x 1 KB", all(&|contender, client| reads::page(contender, client, &items))),
        ("BatchWriteItem 25 x 1 KB", all(&|contender, client| writes::batch_write(contender, client, &items[..BATCH]))),
    ]
}
