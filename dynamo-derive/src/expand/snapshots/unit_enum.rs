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
    impl __dynamo::Encode for Status {
        fn encode<__E: __dynamo::Encoder>(
            &self,
            encoder: &mut __E,
        ) -> __private::Result<(), __dynamo::EncodeError> {
            match self {
                Self::Pending { .. } => encoder.string("pending"),
                Self::Paid { .. } => encoder.string("paid"),
            }
        }
    }
    #[automatically_derived]
    impl<'__de> __dynamo::Decode<'__de> for Status {
        fn decode<__D: __dynamo::Decoder<'__de>>(
            decoder: &mut __D,
            kind: __dynamo::Kind,
        ) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::decode_unit(decoder, kind)
        }
    }
    #[automatically_derived]
    impl __private::UnitEnum for Status {
        const NAMES: &'static [&'static __private::str] = &["pending", "paid"];
        fn to_name(&self) -> &'static __private::str {
            match self {
                Self::Pending { .. } => "pending",
                Self::Paid { .. } => "paid",
            }
        }
        fn from_name(name: &__private::str) -> __private::Option<Self> {
            match name {
                "pending" => __private::Some(Self::Pending {}),
                "paid" | "done" => __private::Some(Self::Paid {}),
                _ => __private::None,
            }
        }
    }
    #[automatically_derived]
    impl __dynamo::Shaped for Status {
        type Shape = __dynamo::shape::Label;
    }
    #[automatically_derived]
    impl __dynamo::KeyComponent for Status {
        fn component(&self) -> __dynamo::ComponentValue<'_> {
            __private::unit_component(self)
        }
    }
    #[automatically_derived]
    impl __dynamo::SetElement for Status {
        const KIND: __dynamo::Kind = __dynamo::Kind::StringSet;
    }
    #[automatically_derived]
    impl __dynamo::MapKey for Status {
        fn name(&self) -> __private::Cow<'_, __private::str> {
            __private::Cow::Borrowed(__private::UnitEnum::to_name(self))
        }
        fn from_name(
            name: &__private::str,
        ) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::unit_from_name(name)
        }
    }
};
