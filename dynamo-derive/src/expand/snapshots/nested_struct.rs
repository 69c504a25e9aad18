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
    struct __CodecOfLine_price<T>(__private::PhantomData<fn() -> Line<T>>);
    #[automatically_derived]
    impl<T> __dynamo::FieldCodec<u64> for __CodecOfLine_price<T> {
        fn encode<__E: __dynamo::Encoder>(
            value: &u64,
            encoder: &mut __E,
        ) -> __private::Result<(), __dynamo::EncodeError> {
            money::encode(value, encoder)
        }
        fn decode<'__de, __D: __dynamo::Decoder<'__de>>(
            decoder: &mut __D,
            kind: __dynamo::Kind,
        ) -> __private::Result<u64, __dynamo::DecodeError> {
            money::decode(decoder, kind)
        }
    }
    struct LineFields<T> {
        product_id: __dynamo::Field<Line<T>, T, __dynamo::Required>,
        quantity: __dynamo::Field<Line<T>, u32, __dynamo::Required>,
        options: __dynamo::Field<
            Line<T>,
            __dynamo::With<Vec<String>, __dynamo::Json>,
            __dynamo::Required,
        >,
        price: __dynamo::Field<
            Line<T>,
            __dynamo::With<u64, __CodecOfLine_price<T>>,
            __dynamo::Required,
        >,
        rest: __dynamo::Flattened<Line<T>, HashMap<String, String>>,
    }
    #[automatically_derived]
    impl<T> __dynamo::Document for Line<T> {
        type Fields = LineFields<T>;
        const FIELDS: Self::Fields = LineFields {
            product_id: __dynamo::Field::new("productId"),
            quantity: __dynamo::Field::new("quantity").aliases(&["count"]),
            options: __dynamo::Field::new("options")
                .null(|| __private::Option::map(
                    __private::null!(Vec < String >),
                    __dynamo::With::new,
                )),
            price: __dynamo::Field::new("price")
                .null(|| __private::Option::map(
                    __private::null!(u64),
                    __dynamo::With::new,
                )),
            rest: __dynamo::Flattened::new(),
        };
    }
    impl<T> Line<T> {
        ///The fields of [`Line`], to name in expressions.
        const FIELDS: LineFields<T> = <Self as __dynamo::Document>::FIELDS;
    }
    #[automatically_derived]
    impl<T> __dynamo::EncodeAttributes for Line<T>
    where
        T: __dynamo::Encode,
    {
        const HAS_DISTINCT_NAMES: __private::bool = false;
        const NAMES: __private::Names = __private::Names {
            own: &["count", "options", "price", "productId", "quantity"],
            flattened: &[&<HashMap<String, String> as __dynamo::EncodeAttributes>::NAMES],
        };
        fn attribute_count(&self) -> __private::usize {
            4usize
                + <HashMap<
                    String,
                    String,
                > as __dynamo::EncodeAttributes>::attribute_count(&self.rest)
        }
        fn stray(
            &self,
            fields: &__private::Names,
        ) -> __private::Option<__private::Cow<'_, __private::str>> {
            __private::None
                .or_else(|| <HashMap<
                    String,
                    String,
                > as __dynamo::EncodeAttributes>::stray(&self.rest, fields))
        }
        fn encode_attributes<__E: __dynamo::Encoder>(
            &self,
            encoder: &mut __E,
        ) -> __private::Result<(), __dynamo::EncodeError> {
            const {
                __private::Names::check_flattened(
                    &<Self as __dynamo::EncodeAttributes>::NAMES,
                    0usize,
                )
            };
            __private::refuse_strays(self)?;
            <T as __dynamo::Encode>::encode_field(
                &self.product_id,
                encoder,
                __private::field_name!("productId"),
            )?;
            <u32 as __dynamo::Encode>::encode_field(
                &self.quantity,
                encoder,
                __private::field_name!("quantity"),
            )?;
            <__dynamo::Json as __dynamo::FieldCodec<
                Vec<String>,
            >>::encode_field(
                &self.options,
                encoder,
                __private::field_name!("options"),
                __private::absent!(& self.options),
                false,
            )?;
            <__CodecOfLine_price<
                T,
            > as __dynamo::FieldCodec<
                u64,
            >>::encode_field(
                &self.price,
                encoder,
                __private::field_name!("price"),
                __private::absent!(& self.price),
                false,
            )?;
            <HashMap<
                String,
                String,
            > as __dynamo::EncodeAttributes>::encode_attributes(&self.rest, encoder)?;
            __private::Ok(())
        }
    }
    #[automatically_derived]
    impl<T> __dynamo::Encode for Line<T>
    where
        T: __dynamo::Encode,
    {
        fn encode<__E: __dynamo::Encoder>(
            &self,
            encoder: &mut __E,
        ) -> __private::Result<(), __dynamo::EncodeError> {
            __private::encode_map(self, encoder)
        }
    }
    struct __SlotsOfLine<'__de, T>(
        __private::Option<T>,
        __private::Option<u32>,
        __private::Option<u32>,
        __private::Option<Vec<String>>,
        __private::Option<u64>,
        <HashMap<String, String> as __dynamo::DecodeAttributes<'__de>>::Slots,
        __private::PhantomData<fn() -> (&'__de (), Line<T>)>,
    )
    where
        T: __dynamo::Decode<'__de>;
    #[automatically_derived]
    impl<'__de, T> __dynamo::DecodeAttributes<'__de> for Line<T>
    where
        T: __dynamo::Decode<'__de>,
    {
        const NAMES: __private::Names = __private::Names {
            own: &["count", "options", "price", "productId", "quantity"],
            flattened: &[
                &<HashMap<String, String> as __dynamo::DecodeAttributes<'__de>>::NAMES,
            ],
        };
        const TAKES_REST: __private::bool = <HashMap<
            String,
            String,
        > as __dynamo::DecodeAttributes<'__de>>::TAKES_REST;
        type Slots = __SlotsOfLine<'__de, T>;
        fn slots() -> Self::Slots {
            __SlotsOfLine(
                __private::None,
                __private::None,
                __private::None,
                __private::None,
                __private::None,
                <HashMap<String, String> as __dynamo::DecodeAttributes<'__de>>::slots(),
                __private::PhantomData,
            )
        }
        fn attribute<__D: __dynamo::Decoder<'__de>>(
            slots: &mut Self::Slots,
            decoder: &mut __D,
            name: &__private::str,
            kind: __dynamo::Kind,
        ) -> __private::Result<__private::bool, __dynamo::DecodeError> {
            const {
                __private::Names::check_flattened(
                    &<Self as __dynamo::DecodeAttributes<'__de>>::NAMES,
                    0usize,
                )
            };
            match name {
                "productId" => {
                    <T as __dynamo::Decode<
                        '__de,
                    >>::decode_field(&mut slots.0, decoder, "productId", kind)
                }
                "quantity" => {
                    <u32 as __dynamo::Decode<
                        '__de,
                    >>::decode_field(&mut slots.1, decoder, "quantity", kind)
                }
                "count" => {
                    <u32 as __dynamo::Decode<
                        '__de,
                    >>::decode_field(&mut slots.2, decoder, "count", kind)
                }
                "options" => {
                    <__dynamo::Json as __dynamo::FieldCodec<
                        Vec<String>,
                    >>::decode_field(
                        &mut slots.3,
                        decoder,
                        "options",
                        kind,
                        __private::null!(Vec < String >),
                    )
                }
                "price" => {
                    <__CodecOfLine_price<
                        T,
                    > as __dynamo::FieldCodec<
                        u64,
                    >>::decode_field(
                        &mut slots.4,
                        decoder,
                        "price",
                        kind,
                        __private::null!(u64),
                    )
                }
                _ => {
                    if <HashMap<
                        String,
                        String,
                    > as __dynamo::DecodeAttributes<
                        '__de,
                    >>::attribute(&mut slots.5, decoder, name, kind)? {
                        return __private::Ok(true);
                    }
                    __private::Ok(false)
                }
            }
        }
        fn finish(slots: Self::Slots) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::Ok(Self {
                product_id: <T as __dynamo::Decode<
                    '__de,
                >>::finish_field(slots.0, "productId")?,
                quantity: <u32 as __dynamo::Decode<
                    '__de,
                >>::finish_field(__private::Option::or(slots.1, slots.2), "quantity")?,
                options: __private::finish_field_with(
                    slots.3,
                    __private::null!(Vec < String >),
                    "options",
                )?,
                price: __private::finish_field_with(
                    slots.4,
                    __private::null!(u64),
                    "price",
                )?,
                cached: <bool as __private::Default>::default(),
                rest: <HashMap<
                    String,
                    String,
                > as __dynamo::DecodeAttributes<'__de>>::finish(slots.5)?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de, T> __dynamo::Decode<'__de> for Line<T>
    where
        T: __dynamo::Decode<'__de>,
    {
        fn decode<__D: __dynamo::Decoder<'__de>>(
            decoder: &mut __D,
            kind: __dynamo::Kind,
        ) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::decode_map(decoder, kind)
        }
    }
    #[automatically_derived]
    impl<T> __dynamo::Shaped for Line<T> {
        type Shape = __dynamo::shape::Document<Self>;
    }
    impl<T> Line<T> {
        /// A value with these fields; the others have their defaults, and options are `None`.
        #[must_use]
        fn new(
            product_id: T,
            quantity: u32,
            options: Vec<String>,
            price: u64,
            rest: HashMap<String, String>,
        ) -> Self {
            Self {
                product_id: product_id,
                quantity: quantity,
                options: options,
                price: price,
                cached: <bool as __private::Default>::default(),
                rest: rest,
            }
        }
    }
};
