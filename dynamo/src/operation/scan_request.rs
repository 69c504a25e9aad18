//! A scan as a value without types: what becomes the SDK's input.

use std::ops::Range;

use aws_sdk_dynamodb::operation::scan::builders::ScanInputBuilder;

use super::{
    Fingerprint, Prepared, Read, ScanCheckpoint, Target, checkpoint::SegmentState, read::is_position,
    scan_progress::ProgressCallback,
};
use crate::{
    config::Settings,
    error::{AttributeMap, Error, Result},
    expression::{Expressions, Node},
    schema::{QueryKey, Schema},
};

/// The most segments that DynamoDB takes; from AWS's page "Scan" of the API reference.
const MAX_SEGMENTS: u32 = 1_000_000;

/// A scan: of how many segments, and which of them.
#[derive(Debug)]
pub(crate) struct ScanRequest {
    pub(crate) read: Read,
    /// The segments to read, of so many.
    pub(crate) segments: Range<u32>,
    pub(crate) total: u32,
    /// Read capacity units per second, for all segments together.
    pub(crate) budget: Option<f64>,
    pub(crate) progress: Option<ProgressCallback>,
    pub(crate) resume: Option<ScanCheckpoint>,
}

impl ScanRequest {
    pub(super) fn new(target: Target, key: QueryKey) -> Self {
        Self { read: Read::new(target, key), segments: 0..1, total: 1, budget: None, progress: None, resume: None }
    }

    pub(crate) fn prepare(&mut self, settings: &Settings) -> Result<Prepared<ScanInputBuilder>> {
        self.read.check(settings)?;
        if self.total > MAX_SEGMENTS {
            return Err(Error::validation("a parallel scan has at most 1,000,000 segments"));
        }
        if self.segments.is_empty() || self.segments.end > self.total {
            return Err(Error::validation(format!(
                "a scan of the segments {:?} of {}: give a range of them that is not empty, such as 0..{}",
                self.segments, self.total, self.total
            )));
        }
        if self.read.after.is_some() && self.resume.is_some() {
            return Err(Error::validation("after(cursor) and resume(checkpoint) both say where to go on; give one"));
        }
        if let Some(units) = self.budget {
            if !(units.is_finite() && units > 0.0) {
                return Err(Error::validation(format!("read_units_per_second is {units}; give it more than 0")));
            }
            self.read.capacity = true;
        }
        // What can be said in a filter is said there: what it leaves out is not sent.
        let (own_filter, own) = self.read.own_items(settings, None)?;
        let filter = [self.read.filter.take(), own_filter].into_iter().flatten().reduce(Node::and);
        let leaves_out = filter.is_some() || !own.are_all();
        let projection = self.read.projection(settings, &own);
        let expressions = Expressions::of_read(None, filter, projection.as_deref())?;
        let input = ScanInputBuilder::default()
            .table_name(self.read.target.table_name(self.read.key.schema, settings)?)
            .set_index_name(self.read.index_name())
            .set_filter_expression(expressions.condition)
            .set_projection_expression(expressions.projection)
            .set_expression_attribute_names(expressions.names)
            .set_expression_attribute_values(expressions.values)
            .set_select(self.read.select(&own))
            .set_consistent_read(self.read.consistent.then_some(true))
            .set_return_consumed_capacity(self.read.sdk_capacity())
            .set_limit(self.read.sdk_page_size(leaves_out));
        let fingerprint = fingerprint(&input, self.read.key.schema);
        let start =
            self.read.after.take().map(|cursor| cursor.open(fingerprint, self.read.seal.as_ref())).transpose()?;
        if let Some(start) = &start {
            self.check_start(start, settings)?;
        }
        if let Some(checkpoint) = &self.resume {
            self.check_resume(checkpoint, fingerprint, settings)?;
        }
        Ok(Prepared { input, fingerprint, start, own })
    }

    /// The first request of the scan, which is of one segment: where a checkpoint says, if there is one.
    pub(super) fn first(&mut self, settings: &Settings) -> Result<ScanInputBuilder> {
        let prepared = self.prepare(settings)?;
        if self.segments.len() > 1 {
            return Err(Error::validation(format!(
                "a scan of {} segments begins with as many requests; take each by itself: segments({}..{}, {})",
                self.segments.len(),
                self.segments.start,
                self.segments.start + 1,
                self.total
            )));
        }
        let segment = self.segments.start;
        let reached = self.resume.as_ref().and_then(|checkpoint| checkpoint.segments.get(&segment));
        let start = match reached {
            Some(SegmentState::Done) => {
                return Err(Error::validation(format!(
                    "the checkpoint says that segment {segment} of {} is read to its end: there is no request left of it; ask \
                     the checkpoint with is_done before",
                    self.total
                )));
            }
            Some(SegmentState::At(key)) => Some(key.clone()),
            None => prepared.start,
        };
        Ok(self.of_segment(prepared.input, segment).set_exclusive_start_key(start))
    }

    /// The request, of one segment, if there are several.
    pub(crate) fn of_segment(&self, input: ScanInputBuilder, segment: u32) -> ScanInputBuilder {
        let number = |value: u32| i32::try_from(value).ok().filter(|_| self.total > 1);
        input.set_segment(number(segment)).set_total_segments(number(self.total))
    }

    fn is_position(&self, key: &AttributeMap, settings: &Settings) -> bool {
        is_position(key, self.read.key, settings)
    }

    /// A checkpoint must be of the same scan.
    fn check_resume(&self, checkpoint: &ScanCheckpoint, fingerprint: Fingerprint, settings: &Settings) -> Result<()> {
        let has_begun = !checkpoint.segments.is_empty();
        if checkpoint.fingerprint != fingerprint && has_begun {
            return Err(Error::validation(
                "the checkpoint is of another scan: table, index and filter must be the same",
            ));
        }
        if checkpoint.total != self.total {
            return Err(Error::validation(format!(
                "the checkpoint is of a scan in {} segments, and this one has {}: the number must stay the same",
                checkpoint.total, self.total
            )));
        }
        let is_position = |state: &SegmentState| match state {
            SegmentState::At(key) => self.is_position(key, settings),
            SegmentState::Done => true,
        };
        if checkpoint.segments.values().all(is_position) {
            return Ok(());
        }
        Err(Error::validation("the checkpoint is not of this scan: its keys are of another table or index"))
    }

    fn check_start(&self, start: &AttributeMap, settings: &Settings) -> Result<()> {
        if self.total > 1 {
            return Err(Error::validation("a cursor is of one segment; resume a parallel scan with its checkpoint"));
        }
        if self.is_position(start, settings) {
            return Ok(());
        }
        Err(Error::validation("the cursor is not of this scan: its key is of another table or index"))
    }
}

/// All that decides which items the scan gives.
fn fingerprint(input: &ScanInputBuilder, schema: &Schema) -> Fingerprint {
    let texts = [input.get_table_name(), input.get_index_name(), input.get_filter_expression()];
    let texts = texts.map(|text| text.as_deref().unwrap_or_default());
    Fingerprint::of_request(
        schema,
        &texts,
        input.get_expression_attribute_names().as_ref(),
        input.get_expression_attribute_values().as_ref(),
        true,
    )
}
