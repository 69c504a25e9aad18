use std::sync::{OnceLock, atomic::Ordering};

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::context::Input,
        orchestrator::HttpRequest,
        ser_de::{SerializeRequest, SharedRequestSerializer},
    },
};
use aws_smithy_types::{body::SdkBody, config_bag::ConfigBag};

use super::{Splice, exchange::Exchange, operations::PlainInputs};

const CONTENT_LENGTH: &str = "content-length";

/// Writes the requests of plain inputs, and has the SDK serialize all others and puts the items in.
#[derive(Debug)]
pub(super) struct ItemsSerializer {
    /// The SDK's own.
    sdk: SharedRequestSerializer,
    plain: Option<PlainRequests>,
}

/// Makes the requests of plain inputs.
#[derive(Debug)]
struct PlainRequests {
    inputs: &'static PlainInputs,
    /// What the SDK makes of an empty input, without a body and its length. None if it is not as expected.
    template: OnceLock<Option<HttpRequest>>,
}

impl PlainRequests {
    /// None if the input has more than plain ones have.
    fn request(
        &self,
        input: &mut Input,
        splice: Option<&Splice>,
        bag: &mut ConfigBag,
        sdk: &SharedRequestSerializer,
    ) -> Option<HttpRequest> {
        let template = self.template.get_or_init(|| template((self.inputs.empty)()?, bag, sdk)).as_ref()?;
        let body = (self.inputs.write_body)(input, splice)?;
        let mut request = template.try_clone()?;
        request.headers_mut().insert(CONTENT_LENGTH, body.content_length()?.to_string());
        *request.body_mut() = body;
        Some(request)
    }
}

fn template(empty: Input, bag: &mut ConfigBag, sdk: &SharedRequestSerializer) -> Option<HttpRequest> {
    let mut request = sdk.serialize_input(empty, bag).ok()?;
    let is_json = request.headers().get("content-type") == Some("application/x-amz-json-1.0");
    let is_expected = is_json && request.body().bytes() == Some(b"{}") && request.uri() == "/";
    request.headers_mut().remove(CONTENT_LENGTH)?;
    *request.body_mut() = SdkBody::empty();
    is_expected.then_some(request)
}

impl ItemsSerializer {
    pub(super) fn new(sdk: SharedRequestSerializer, plain: Option<&'static PlainInputs>) -> Self {
        let plain = plain.map(|inputs| PlainRequests { inputs, template: OnceLock::new() });
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
        let plain = self.plain.as_ref().and_then(|plain| plain.request(&mut input, splice, bag, &self.sdk));
        let request = match plain {
            Some(request) => request,
            None => self.spliced(input, splice, bag)?,
        };
        exchange.is_spliced.store(true, Ordering::Relaxed);
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, sync::OnceLock};

    use aws_sdk_dynamodb::{
        operation::{
            batch_write_item::BatchWriteItemInput, delete_item::DeleteItemInput, get_item::GetItemInput,
            put_item::PutItemInput,
        },
        types::{AttributeValue, ReturnConsumedCapacity},
    };
    use aws_smithy_runtime_api::client::{interceptors::context::Input, ser_de::SerializeRequest as _};
    use aws_smithy_types::config_bag::ConfigBag;

    use super::{PlainRequests, Splice};
    use crate::{
        client::wire::Operation,
        codec::{Frame, SharedBytes, WireEncoder, WireItem},
    };

    /// An empty item of a table named `carts`, in its place.
    fn framed(frame: &'static Frame) -> WireItem {
        let mut encoder = WireEncoder::new();
        frame.begin("carts", &mut encoder);
        let place = frame.item(&mut encoder, |encoder| encoder.begin_item()..encoder.end_item().unwrap());
        frame.end(&mut encoder);
        WireItem::new(SharedBytes::from(encoder.finish()), place)
    }

    fn put_splice() -> Splice {
        Splice::put(Some("carts"), framed(&Frame::PUT_ITEM))
    }

    /// The inputs of all operations that have plain ones, and what is put in.
    fn inputs() -> [(&'static Operation, Input, Option<Splice>); 4] {
        let key = HashMap::from([("pk".to_owned(), AttributeValue::S("1".to_owned()))]);
        let get = GetItemInput::builder().table_name("carts").set_key(Some(key.clone())).build().unwrap();
        let delete = DeleteItemInput::builder().table_name("carts").set_key(Some(key)).build().unwrap();
        let put = PutItemInput::builder().table_name("carts").set_item(Some(HashMap::new())).build().unwrap();
        let batch = BatchWriteItemInput::builder().request_items("carts", Vec::new()).build().unwrap();
        let batch_body = Frame::BATCH_PUT.body("carts", [Some(&framed(&Frame::BATCH_PUT))]);
        [
            (Operation::get(), Input::erase(get), None),
            (Operation::delete(), Input::erase(delete), None),
            (Operation::put(), Input::erase(put), Some(put_splice())),
            (Operation::batch_write(), Input::erase(batch), batch_body.map(Splice::Body)),
        ]
    }

    #[test]
    fn requests_of_plain_inputs_are_made_without_the_sdk() {
        for (operation, mut input, splice) in inputs() {
            let (sdk, mut bag) = (operation.sdk_serializer().unwrap(), ConfigBag::base());
            let plain = PlainRequests { inputs: operation.plain.as_ref().unwrap(), template: OnceLock::new() };
            let request = plain.request(&mut input, splice.as_ref(), &mut bag, &sdk).expect(operation.name);
            let by_sdk = sdk.serialize_input(input, &mut bag).unwrap();
            let by_sdk_body = by_sdk.body().bytes().unwrap();
            let whole = splice.map_or_else(|| by_sdk_body.to_vec(), |splice| splice.apply(by_sdk_body).unwrap());
            assert_eq!(request.body().bytes(), Some(&whole[..]), "{operation:?}");
            assert_eq!((request.uri(), request.method()), (by_sdk.uri(), by_sdk.method()));
            assert_eq!(request.headers().len(), by_sdk.headers().len());
            for (name, value) in by_sdk.headers() {
                let expected = if name == "content-length" { whole.len().to_string() } else { value.to_owned() };
                assert_eq!(request.headers().get(name), Some(expected.as_str()), "{operation:?} {name}");
            }
        }
    }

    #[test]
    fn what_is_put_in_is_never_left_out() {
        for (operation, mut input, splice) in inputs() {
            let write_body = operation.plain.as_ref().unwrap().write_body;
            let before = format!("{input:?}");
            // One where the operation takes none, and none where it takes one.
            let other = if splice.is_none() { Some(put_splice()) } else { None };
            assert!(write_body(&mut input, other.as_ref()).is_none(), "{operation:?}");
            if let Some(put) = input.downcast_mut::<PutItemInput>() {
                put.return_consumed_capacity = Some(ReturnConsumedCapacity::Total);
                assert!(write_body(&mut input, splice.as_ref()).is_none());
                input.downcast_mut::<PutItemInput>().unwrap().return_consumed_capacity = None;
            }
            assert_eq!(format!("{input:?}"), before, "the input is changed");
        }
    }
}
