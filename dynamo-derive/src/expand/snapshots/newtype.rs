#[allow(
    dead_code,
    non_camel_case_types,
    non_snake_case,
    private_bounds,
    private_interfaces,
    unused_qualifications,
    clippy::all,
    clippy::nursery,
    clippy::pedantic
)]
const _: () = {
    use ::dynamo as __dynamo;
    use __dynamo::__private;
    #[automatically_derived]
    impl __dynamo::Encode for CustomerId {
        fn encode<__E: __dynamo::Encoder>(
            &self,
            encoder: &mut __E,
        ) -> __private::Result<(), __dynamo::EncodeError> {
            <String as __dynamo::Encode>::encode(&self.0, encoder)
        }
        fn is_absent(&self) -> __private::bool {
            <String as __dynamo::Encode>::is_absent(&self.0)
        }
    }
    #[automatically_derived]
    impl<'__de> __dynamo::Decode<'__de> for CustomerId {
        fn decode<__D: __dynamo::Decoder<'__de>>(
            decoder: &mut __D,
            kind: __dynamo::Kind,
        ) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::Result::map(
                <String as __dynamo::Decode<'__de>>::decode(decoder, kind),
                Self,
            )
        }
        fn missing() -> __private::Result<Self, __dynamo::DecodeError> {
            __private::Result::map(<String as __dynamo::Decode<'__de>>::missing(), Self)
        }
    }
    #[automatically_derived]
    impl __dynamo::Shaped for CustomerId {
        type Shape = <String as __dynamo::Shaped>::Shape;
    }
    #[automatically_derived]
    impl __dynamo::Newtype for CustomerId {
        type Inner = String;
        fn inner(&self) -> &String {
            &self.0
        }
        fn from_inner(inner: String) -> Self {
            Self(inner)
        }
    }
};
