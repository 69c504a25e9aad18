//! Reading from a scan: its verbs.

use aws_sdk_dynamodb::operation::scan::builders::ScanInputBuilder;
use futures::{
    StreamExt as _, TryStreamExt as _,
    stream::{self, Stream},
};

use super::reader::{Reader, Request, bounded};
use crate::{
    codec::Item,
    error::Result,
    operation::{Fingerprint, Scan},
};

impl<T: Item> Scan<T> {
    /// The items one after another, as they come, of all segments: the next request of a segment is sent when its items
    /// before are taken. Dropping the stream ends the requests; after an error it ends.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// use std::pin::pin;
    ///
    /// use futures::TryStreamExt as _;
    ///
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// # for id in 0..10 { users.put(&User { id: id.to_string() }).await?; }
    /// let mut stream = pin!(users.scan().parallel(4).stream());
    /// let mut count = 0;
    /// while let Some(_user) = stream.try_next().await? {
    ///     count += 1;
    /// }
    /// assert_eq!(count, 10);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn stream(self) -> impl Stream<Item = Result<T>> + Send + use<T>
    where
        T: Send,
    {
        let limit = self.limit;
        // Made when the stream is first polled, with the configuration in force there.
        let start = stream::once(async move { self.readers(|input| input) });
        let items = start.flat_map(|readers| {
            // What is wrong with the scan is the only item.
            let segments = match readers {
                Ok(readers) => readers.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            };
            stream::select_all(segments.into_iter().map(|reader| Box::pin(Reader::items(reader))))
        });
        bounded(items, limit)
    }

    /// All items, or those up to the limit, in memory: for small tables.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let all: Vec<User> = users.scan().collect().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What [`into_input`](Scan::into_input) says, what DynamoDB answers, and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) for an item that does not fit the type.
    pub async fn collect(self) -> Result<Vec<T>>
    where
        T: Send,
    {
        self.stream().try_collect().await
    }

    /// How many items there are. DynamoDB reads them all and charges for them all the same; only keys are sent.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// assert_eq!(users.scan().parallel(4).count().await?, 0);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What [`into_input`](Scan::into_input) says, and what DynamoDB answers.
    pub async fn count(self) -> Result<usize> {
        let limit = self.limit;
        let settings = T::SCHEMA.settings();
        let names = std::iter::once(T::SCHEMA.partition_name(&settings)).chain(T::SCHEMA.sort_name(&settings));
        let names: Vec<_> =
            names.enumerate().map(|(index, name)| (format!("#dynamo_key_{index}"), name.into_owned())).collect();
        let readers = self.readers(|mut input| {
            let projection: Vec<&str> = names.iter().map(|(placeholder, _)| placeholder.as_str()).collect();
            input = input.projection_expression(projection.join(", "));
            for (placeholder, name) in &names {
                input = input.expression_attribute_names(placeholder, name);
            }
            input
        })?;
        let side_by_side = readers.len();
        let counts = stream::iter(readers.into_iter().map(|reader| reader.count(limit, true)));
        let total: usize = counts.buffer_unordered(side_by_side).try_fold(0, |a, b| async move { Ok(a + b) }).await?;
        Ok(limit.map_or(total, |limit| total.min(limit)))
    }

    /// A reader for each segment.
    fn readers(self, adapt: impl FnOnce(ScanInputBuilder) -> ScanInputBuilder) -> Result<Vec<Reader>> {
        let settings = T::SCHEMA.settings();
        let (client, segments) = (self.target.client.clone(), self.segments.get());
        let (input, frames) = self.build(&settings)?;
        let input = adapt(input);
        Ok((0..segments)
            .map(|segment| {
                let number = |value: u32| i32::try_from(value).ok().filter(|_| segments > 1);
                let input = input.clone().set_segment(number(segment)).set_total_segments(number(segments));
                Reader {
                    client: client.clone(),
                    request: Request::Scan(input),
                    settings: settings.clone(),
                    fingerprint: Fingerprint::NONE,
                    start: None,
                    requests_left: usize::MAX,
                    frames: frames.clone(),
                    ended: false,
                }
            })
            .collect())
    }
}
