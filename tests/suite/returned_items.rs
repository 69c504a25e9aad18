//! What a write gives back that was done, and whose item does not fit the type.

use std::{
    error::Error as _,
    sync::atomic::{AtomicUsize, Ordering},
};

use dynamo::{
    Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, Error, ErrorKind, Item, Kind, Shaped, Table, shape,
    testing::Fault,
};

use crate::backend::{database, faulty_table, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "jobs", partition_key(id), entity = "job")]
struct OldJob {
    id: String,
    runs: u32,
    owner: String,
}

/// As it is now: the owner is a number.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "jobs", partition_key(id), entity = "job")]
struct Job {
    id: String,
    runs: u32,
    owner: u32,
}

fn is_done(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.may_be_applied() && !error.is_retryable());
    assert!(error.to_string().contains("the write was done"), "{error}");
    assert!(!error.to_string().contains("Ada") && !format!("{error:?}").contains("Ada"), "{error:?}");
}

async fn check(jobs: Table<Job>, old_jobs: Table<OldJob>) {
    let old = OldJob { id: "1".into(), runs: 1, owner: "Ada".into() };
    old_jobs.put(&old).await.unwrap();

    let error = jobs.update(Job::key("1")).increment(|job| job.runs, 1).return_new().await.unwrap_err();
    is_done(&error);
    assert!(error.old_attributes().is_none(), "it is there to be read");
    assert_eq!(old_jobs.get(OldJob::key("1")).await.unwrap().unwrap().runs, 2);

    let error = jobs.put(&Job { id: "1".into(), runs: 0, owner: 7 }).return_old().await.unwrap_err();
    is_done(&error);
    assert_eq!(error.old_item::<OldJob>().unwrap().unwrap(), OldJob { runs: 2, ..old.clone() });

    old_jobs.put(&old).await.unwrap();
    let error = jobs.delete(Job::key("1")).return_old().await.unwrap_err();
    is_done(&error);
    assert_eq!(error.old_item::<OldJob>().unwrap(), Some(old));
    assert_eq!(jobs.get(Job::key("1")).await.unwrap(), None);
}

#[tokio::test]
async fn a_write_is_done_though_its_item_does_not_fit() {
    let db = database();
    db.table::<Job>().create_table().await.unwrap();
    check(db.table(), db.table()).await;
    let db = db.sdk_values();
    check(db.table(), db.table()).await;
}

/// The library asks for it, to know its own writes.
#[tokio::test]
async fn an_item_that_was_not_asked_for_is_nowhere_in_the_error() {
    let jobs = table::<OldJob>().await;
    let job = OldJob { id: "1".into(), runs: 1, owner: "Ada".into() };
    jobs.put(&job).await.unwrap();
    let update = || jobs.update(OldJob::key("1")).set(|job| job.runs, 2).when(|job| job.runs.gt(7));
    let errors = [
        jobs.create(&job).await.unwrap_err(),
        update().await.unwrap_err(),
        jobs.delete(OldJob::key("1")).when(|job| job.runs.gt(7)).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed);
        assert!(error.old_attributes().is_none() && error.request_id().is_some());
        let mut source = error.source();
        let mut causes = 0;
        while let Some(cause) = source {
            assert!(!format!("{cause:?} {cause:#?}").contains("Ada"), "{cause:?}");
            (source, causes) = (cause.source(), causes + 1);
        }
        assert!(causes > 0, "the SDK's own error is there");
    }
    let asked = update().return_old_on_condition_failure().await.unwrap_err();
    assert_eq!(asked.old_item::<OldJob>().unwrap(), Some(job));
}

/// Can be encoded once.
#[derive(Debug)]
struct Once(AtomicUsize);

impl Encode for Once {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        if self.0.fetch_add(1, Ordering::Relaxed) > 0 {
            return Err(EncodeError::new::<Self>("it was encoded before"));
        }
        1_u32.encode(encoder)
    }
}

impl<'de> Decode<'de> for Once {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        u32::decode(decoder, kind).map(|_| Self(AtomicUsize::new(0)))
    }
}

impl Shaped for Once {
    type Shape = shape::Number;
}

#[derive(Item, Debug)]
#[dynamo(table = "single", partition_key(id))]
struct Single {
    id: String,
    once: Once,
}

/// After a lost answer the item that was there is compared with the put's own, which is encoded again for that.
#[tokio::test]
async fn a_put_is_done_though_its_item_cannot_be_compared() {
    let (singles, faults) = faulty_table::<Single>().await;
    let single = || Single { id: "1".into(), once: Once(AtomicUsize::new(0)) };
    singles.put(&single()).await.unwrap();
    faults.push(Fault::AnswerLost);
    let error = singles.put(&single()).return_old().await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable(), error.may_be_applied()), (ErrorKind::Encode, false, true));
    assert!(error.to_string().contains("the write was done"), "{error}");
}
