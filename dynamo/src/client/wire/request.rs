use std::sync::atomic::Ordering;

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::context::Input,
        orchestrator::HttpRequest,
        ser_de::{SerializeRequest, SharedRequestSerializer},
    },
};
use aws_smithy_types::{body::SdkBody, config_bag::ConfigBag};

use super::{Splice, exchange::Exchange, plain_input::WriteBody};

const CONTENT_LENGTH: &str = "content-length";

/// Writes the body of a plain input, and has the SDK serialize all others and puts the items in.
#[derive(Debug)]
pub(super) struct ItemsSerializer {
    /// The SDK's own.
    sdk: SharedRequestSerializer,
    plain: Option<Plain>,
}

/// How the requests of plain inputs are made.
#[derive(Debug)]
struct Plain {
    write_body: WriteBody,
    /// What the SDK makes of an empty input, without a body and its length.
    template: HttpRequest,
}

impl Plain {
    fn new(write_body: WriteBody, empty: Input, sdk: &SharedRequestSerializer) -> Option<Self> {
        let mut template = sdk.serialize_input(empty, &mut ConfigBag::base()).ok()?;
        template.headers_mut().remove(CONTENT_LENGTH)?;
        *template.body_mut() = SdkBody::empty();
        Some(Self { write_body, template })
    }

    /// None if the input has more than plain ones have.
    fn request(&self, input: &mut Input, splice: Option<&Splice>) -> Option<HttpRequest> {
        let body = (self.write_body)(input, splice)?;
        let mut request = self.template.try_clone()?;
        request.headers_mut().insert(CONTENT_LENGTH, body.content_length()?.to_string());
        *request.body_mut() = body;
        Some(request)
    }
}

impl ItemsSerializer {
    /// With an empty input of the operation, if it has plain ones.
    pub(super) fn new(sdk: SharedRequestSerializer, write_body: Option<WriteBody>, empty: Option<Input>) -> Self {
        let plain = write_body.zip(empty).and_then(|(write_body, empty)| Plain::new(write_body, empty, &sdk));
        Self { sdk, plain }
    }

    /// What the SDK makes of the input, with the items in their places.
    fn spliced(&self, input: Input, splice: Option<&Splice>, bag: &mut ConfigBag) -> Result<HttpRequest, BoxError> {
        let mut request = self.sdk.serialize_input(input, bag)?;
        let Some(splice) = splice else { return Ok(request) };
        let whole = request.body().bytes().and_then(|body| splice.apply(body));
        let whole = whole.ok_or(
            "the request's items have no place in its body: an interceptor has changed the input; use Dynamo::sdk_values \
             where interceptors read or change items",
        )?;
        if request.headers().contains_key(CONTENT_LENGTH) {
            request.headers_mut().insert(CONTENT_LENGTH, whole.len().to_string());
        }
        *request.body_mut() = SdkBody::from(whole);
        Ok(request)
    }
}

impl SerializeRequest for ItemsSerializer {
    fn serialize_input(&self, mut input: Input, bag: &mut ConfigBag) -> Result<HttpRequest, BoxError> {
        let exchange = Exchange::of(bag).ok_or("the request is not where it began")?;
        let splice = exchange.splice.as_ref();
        let request = match self.plain.as_ref().and_then(|plain| plain.request(&mut input, splice)) {
            Some(request) => request,
            None => self.spliced(input, splice, bag)?,
        };
        exchange.is_spliced.store(true, Ordering::Relaxed);
        Ok(request)
    }
}
