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
    struct __Event_Shipped {
        carrier: String,
        __of: __private::PhantomData<fn() -> Event>,
    }
    impl __Event_Shipped {
        fn into_variant(self) -> Event {
            Event::Shipped {
                carrier: self.carrier,
            }
        }
    }
    struct __SlotsOf__Event_Shipped(__private::Option<String>);
    #[automatically_derived]
    impl<'__de> __dynamo::DecodeAttributes<'__de> for __Event_Shipped {
        const NAMES: __private::Names = __private::Names {
            own: &["carrier"],
            flattened: &[],
        };
        type Slots = __SlotsOf__Event_Shipped;
        fn slots() -> Self::Slots {
            __SlotsOf__Event_Shipped(__private::None)
        }
        fn attribute<__D: __dynamo::Decoder<'__de>>(
            slots: &mut Self::Slots,
            decoder: &mut __D,
            name: &__private::str,
            kind: __dynamo::Kind,
        ) -> __private::Result<__private::bool, __dynamo::DecodeError> {
            match name {
                "carrier" => {
                    <String as __dynamo::Decode<
                        '__de,
                    >>::decode_field(&mut slots.0, decoder, "carrier", kind)
                }
                _ => __private::Ok(false),
            }
        }
        fn finish(slots: Self::Slots) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::Ok(Self {
                carrier: <String as __dynamo::Decode<
                    '__de,
                >>::finish_field(slots.0, "carrier")?,
                __of: <__private::PhantomData<
                    fn() -> Event,
                > as __private::Default>::default(),
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __dynamo::Decode<'__de> for __Event_Shipped {
        fn decode<__D: __dynamo::Decoder<'__de>>(
            decoder: &mut __D,
            kind: __dynamo::Kind,
        ) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::decode_map(decoder, kind)
        }
    }
    #[automatically_derived]
    impl __dynamo::Encode for Event {
        fn encode<__E: __dynamo::Encoder>(
            &self,
            encoder: &mut __E,
        ) -> __private::Result<(), __dynamo::EncodeError> {
            match self {
                Self::Created { .. } => encoder.string("Created"),
                Self::Noted(value) => {
                    <String as __dynamo::Encode>::encode_variant(value, encoder, "Noted")
                }
                Self::Moved(value_0, value_1) => {
                    __dynamo::Encode::encode_variant(
                        &(value_0, value_1),
                        encoder,
                        "Moved",
                    )
                }
                Self::Shipped { carrier: __carrier, .. } => {
                    __private::encode_variant_fields(
                        encoder,
                        "Shipped",
                        1usize,
                        |encoder| {
                            <String as __dynamo::Encode>::encode_field(
                                __carrier,
                                encoder,
                                __private::field_name!("carrier"),
                            )?;
                            __private::Ok(())
                        },
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl<'__de> __dynamo::Decode<'__de> for Event {
        fn decode<__D: __dynamo::Decoder<'__de>>(
            decoder: &mut __D,
            kind: __dynamo::Kind,
        ) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::decode_variant(
                decoder,
                kind,
                &["Created", "Noted", "Moved", "Shipped"],
                |name| match name {
                    "Created" => __private::Some(Self::Created {}),
                    _ => __private::None,
                },
                |decoder, name, kind| __private::Ok(
                    match name {
                        "Noted" => {
                            __private::Some(
                                Self::Noted(
                                    <String as __dynamo::Decode<'__de>>::decode(decoder, kind)?,
                                ),
                            )
                        }
                        "Moved" => {
                            __private::Some({
                                let (value_0, value_1) = <(
                                    u32,
                                    u32,
                                ) as __dynamo::Decode<'__de>>::decode(decoder, kind)?;
                                Self::Moved(value_0, value_1)
                            })
                        }
                        "Shipped" => {
                            __private::Some(
                                <__Event_Shipped as __dynamo::Decode<
                                    '__de,
                                >>::decode(decoder, kind)?
                                    .into_variant(),
                            )
                        }
                        _ => __private::None,
                    },
                ),
            )
        }
    }
    #[automatically_derived]
    impl __dynamo::Shaped for Event {
        type Shape = __dynamo::shape::Variant;
    }
};
