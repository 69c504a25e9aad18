//! Writes the seeds of the corpus: answers of the embedded database, of DynamoDB Local where `DYNAMODB_ENDPOINT` names one,
//! and hostile ones.
//!
//! ```text
//! tests/dynamodb-local cargo run --manifest-path dynamo/fuzz/Cargo.toml --features record --example record
//! ```

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    },
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};
use dynamo::{Dynamo, sdk::Client};
use dynamo_fuzz::{
    answers::{OPERATIONS, run},
    item::{Other, Thing},
};
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    fs::create_dir_all(corpus.join("answers"))?;
    fs::create_dir_all(corpus.join("text"))?;
    fs::create_dir_all(corpus.join("round"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(record(&corpus, "embedded", Dynamo::embedded()))?;
    if let Ok(endpoint) = std::env::var("DYNAMODB_ENDPOINT") {
        runtime.block_on(record(&corpus, "local", Dynamo::local(endpoint)))?;
    }
    hostile(&corpus)?;
    // Bytes of any kind stand for an item, if there are enough of them.
    for seed in [1, 2, 3] {
        let mut random = fastrand::Rng::with_seed(seed);
        let bytes: Vec<u8> = (0..2048).map(|_| random.u8(..)).collect();
        fs::write(corpus.join("round").join(format!("random-{seed}")), bytes)?;
    }
    Ok(())
}

async fn record(corpus: &Path, backend: &str, database: Dynamo) -> Result<(), Box<dyn std::error::Error>> {
    let recorder = Recorder::new(&database);
    let config = database.client().config().to_builder().http_client(recorder.clone()).build();
    let database = Dynamo::new(Client::from_conf(config));
    let things = database.table::<Thing>();
    things.create_table().await?;
    for (position, operation) in OPERATIONS.iter().enumerate() {
        let name = |page: usize| corpus.join("answers").join(format!("{backend}-{operation}-{page}"));
        if position == 1 {
            // The first operation has found an empty table.
            things.batch_put(&[1, 2, 3].map(Thing::example)).await?;
            let other = Other { owner: "o".into(), day: "2026-01-15".into(), amount: 1 };
            database.table::<Other>().put(&other).await?;
        }
        recorder.take();
        run(&database, operation).await?;
        for (page, body) in recorder.take().into_iter().enumerate() {
            write(name(page), position, &body)?;
            let open = body.strip_suffix(b"}").unwrap_or(&body);
            if *operation == "query_limit" {
                // The last one counts.
                write(
                    corpus.join("answers").join(format!("{backend}-then-null")),
                    position,
                    &[open, br#","Items":null}"#].concat(),
                )?;
            }
            let json: Value = serde_json::from_slice(&body)?;
            if let Some(item) = json.get("Item") {
                let text = item.to_string();
                fs::write(corpus.join("text").join(backend), &text)?;
                let escapes =
                    text.replace(r#""title":{"S":"t"}"#, r#""title":{"S":"\"\\\/\b\f\n\r\t\u0001\ud800\udf48"}"#);
                fs::write(corpus.join("text").join(format!("{backend}-escapes")), escapes)?;
            }
        }
    }
    Ok(())
}

/// Text that a service should not send.
fn hostile(corpus: &Path) -> std::io::Result<()> {
    let key = r#""pk":{"S":"owner#o#thing"},"sk":{"S":"g#1"}"#;
    let deep = format!(r#"{{{key},"raw":{}{}}}"#, r#"{"L":["#.repeat(60), "]}".repeat(60));
    let items = [
        ("nothing", 0, String::new()),
        ("null", 0, "null".to_owned()),
        ("null-items", 0, r#"{"Items":null}"#.to_owned()),
        ("twice", 0, r#"{"Items":[{}],"Items":[],"Count":0}"#.to_owned()),
        ("unknown-type", 2, format!(r#"{{"Items":[{{{key},"raw":{{"X":"1"}}}}]}}"#)),
        ("two-types", 3, format!(r#"{{"Item":{{{key},"raw":{{"S":"1","N":"1"}}}}}}"#)),
        ("no-type", 3, format!(r#"{{"Item":{{{key},"raw":{{}}}}}}"#)),
        ("null-value", 3, format!(r#"{{"Item":{{{key},"raw":null}}}}"#)),
        ("not-a-number", 3, format!(r#"{{"Item":{{{key},"ratio":{{"N":"NaN"}}}}}}"#)),
        ("bare-number", 2, r#"{"Items":[],"Count":1e999,"ScannedCount":-0}"#.to_owned()),
        ("half-a-pair", 0, r#"{"Items":[{"pk":{"S":"\ud800"}}]}"#.to_owned()),
        ("escapes", 0, r#"{"It\u0065ms":[{"p\u006b":{"S":"\/"}}]}"#.to_owned()),
        ("not-base64", 0, r#"{"Items":[{"bytes":{"B":"a"}}]}"#.to_owned()),
        ("deep", 0, format!(r#"{{"Items":[{deep}]}}"#)),
        ("deep-elsewhere", 0, format!(r#"{{"x":{}{},"Items":[]}}"#, "[".repeat(200), "]".repeat(200))),
        ("more-for-ever", 0, format!(r#"{{"Items":[],"LastEvaluatedKey":{{{key}}}}}"#)),
        ("unprocessed", 4, format!(r#"{{"Responses":{{}},"UnprocessedKeys":{{"things":{{"Keys":[{{{key}}}]}}}}}}"#)),
        ("another-table", 4, format!(r#"{{"Responses":{{"others":[{{{key}}}]}}}}"#)),
        ("null-answer", 5, r#"{"Responses":[{"Item":null},{}]}"#.to_owned()),
        ("two-items", 5, r#"{"Responses":[{"Item":{},"Item":null},null]}"#.to_owned()),
        ("after-the-end", 6, r#"{"Attributes":{}} {}"#.to_owned()),
        ("open", 6, r#"{"Attributes":{"pk":{"S":"#.to_owned()),
    ];
    for (name, operation, body) in items {
        write(corpus.join("answers").join(format!("hostile-{name}")), operation, body.as_bytes())?;
    }
    fs::write(corpus.join("text/hostile-twice"), r#"{"flag":{"BOOL":true},"flag":{"BOOL":false,"BOOL":true}}"#)?;
    fs::write(corpus.join("text/hostile-deep"), deep)
}

fn write(path: PathBuf, operation: usize, body: &[u8]) -> std::io::Result<()> {
    fs::write(path, [operation.to_string().as_bytes(), body].concat())
}

/// Keeps the bodies of answers.
#[derive(Debug, Clone)]
struct Recorder {
    inner: SharedHttpClient,
    answers: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Recorder {
    fn new(database: &Dynamo) -> Self {
        let inner = database.client().config().http_client().expect("both backends have an HTTP client");
        Self { inner, answers: Arc::default() }
    }

    fn take(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut *self.answers.lock().expect("nobody has panicked"))
    }
}

impl HttpClient for Recorder {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let (inner, answers) = (self.inner.http_connector(settings, components), self.answers.clone());
        SharedHttpConnector::new(Recording { inner, answers })
    }
}

#[derive(Debug)]
struct Recording {
    inner: SharedHttpConnector,
    answers: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl HttpConnector for Recording {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (answer, answers) = (self.inner.call(request), self.answers.clone());
        HttpConnectorFuture::new(async move {
            let mut answer = answer.await?;
            let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
            let body = ByteStream::new(body).collect().await;
            let body = body.map_err(|error| ConnectorError::other(error.into(), None))?.into_bytes();
            answers.lock().expect("nobody has panicked").push(body.to_vec());
            *answer.body_mut() = SdkBody::from(body);
            Ok::<HttpResponse, _>(answer)
        })
    }
}
