//! What a write gives back that was done, and whose item does not fit the type.

use std::error::Error as _;

use dynamo::{Error, ErrorKind, Item, Table};

use crate::backend::{database, table};

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
