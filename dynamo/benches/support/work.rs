//! What is to be done, on answers from memory.

use super::{
    canned::Canned,
    contender::Contender,
    job::Job,
    json, reads,
    shapes::{Binary, Deep, Large, Mixed, Sets, Shape, Small},
    writes::{self, Write},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Page,
    ChunkedPage,
    SmallPage,
    LargePage,
    BinaryPage,
    SetsPage,
    DeepPage,
    Get,
    SmallGet,
    BatchGet,
    Put,
    BatchWrite,
    Transaction,
}

impl Work {
    pub(crate) const ALL: [Self; 13] = [
        Self::Page,
        Self::ChunkedPage,
        Self::SmallPage,
        Self::LargePage,
        Self::BinaryPage,
        Self::SetsPage,
        Self::DeepPage,
        Self::Get,
        Self::SmallGet,
        Self::BatchGet,
        Self::Put,
        Self::BatchWrite,
        Self::Transaction,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Page => "page of 1 MB, items of 1 KB",
            Self::ChunkedPage => "the same, in chunks of 16 KB",
            Self::SmallPage => "page of 1000 small items",
            Self::LargePage => "page of 10 items of 100 KB",
            Self::BinaryPage => "page of 1 MB, binary",
            Self::SetsPage => "page of 1 MB, sets",
            Self::DeepPage => "page of 1 MB, 8 levels deep",
            Self::Get => "GetItem 1 KB",
            Self::SmallGet => "GetItem 2 attributes",
            Self::BatchGet => "BatchGetItem 100 x 1 KB",
            Self::Put => "PutItem 1 KB",
            Self::BatchWrite => "BatchWriteItem 25 x 1 KB",
            Self::Transaction => "TransactWriteItems 25 x 1 KB",
        }
    }

    /// How many items it is about. A page of 1 MB is one in DynamoDB's JSON.
    pub(crate) fn items(self) -> usize {
        match self {
            Self::Page | Self::ChunkedPage => 1090,
            Self::SmallPage => 1000,
            Self::LargePage => 10,
            Self::BinaryPage => 700,
            Self::SetsPage => 2000,
            Self::DeepPage => 1800,
            Self::Get | Self::SmallGet | Self::Put => 1,
            Self::BatchGet => 100,
            Self::BatchWrite | Self::Transaction => 25,
        }
    }

    /// This contender's way to do it, if it has one; it is known to do the same as the others.
    pub(crate) fn job(self, contender: Contender) -> Option<Job> {
        let count = self.items();
        match self {
            Self::Page => page::<Mixed>(contender, count),
            Self::ChunkedPage => {
                let items = Mixed::many(count);
                let canned = Canned::new([json::page(&items)]).in_chunks(16 * 1024);
                reads::page(contender, canned.client(), &items)
            }
            Self::SmallPage => page::<Small>(contender, count),
            Self::LargePage => page::<Large>(contender, count),
            Self::BinaryPage => page::<Binary>(contender, count),
            Self::SetsPage => page::<Sets>(contender, count),
            Self::DeepPage => page::<Deep>(contender, count),
            Self::Get => get::<Mixed>(contender),
            Self::SmallGet => get::<Small>(contender),
            Self::BatchGet => batch_get::<Mixed>(contender, count),
            Self::Put => write::<Mixed>(writes::put, contender, count, "{}"),
            Self::BatchWrite => write::<Mixed>(writes::batch_write, contender, count, r#"{"UnprocessedItems":{}}"#),
            Self::Transaction => write::<Mixed>(writes::transaction, contender, count, "{}"),
        }
    }

    /// All who have a way to do it.
    pub(crate) fn jobs(self) -> Vec<(Contender, Job)> {
        Contender::ALL.into_iter().filter_map(|contender| Some((contender, self.job(contender)?))).collect()
    }
}

/// A page of so many items of 1 KB.
pub(crate) fn growing_page(contender: Contender, count: usize) -> Option<Job> {
    page::<Mixed>(contender, count)
}

fn page<T: Shape>(contender: Contender, count: usize) -> Option<Job> {
    let items = T::many(count);
    reads::page(contender, Canned::new([json::page(&items)]).client(), &items)
}

fn get<T: Shape>(contender: Contender) -> Option<Job> {
    let item = T::generate(1);
    let answer = if contender == Contender::Floor { "{}".to_owned() } else { json::got(&item) };
    reads::get(contender, Canned::new([answer]).client(), &item)
}

fn batch_get<T: Shape>(contender: Contender, count: usize) -> Option<Job> {
    let items = T::many(count);
    reads::batch_get(contender, Canned::new([json::batch_got(T::SCHEMA.table, &items)]).client(), &items)
}

fn write<T: Shape>(write: Write<T>, contender: Contender, count: usize, answer: &str) -> Option<Job> {
    let items = T::many(count);
    writes::check(write, contender, &items);
    write(contender, Canned::new([answer.to_owned()]).client(), &items)
}
