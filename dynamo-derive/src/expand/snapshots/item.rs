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
    pub struct OrderFields {
        customer_id: __dynamo::Field<Order, String, __dynamo::KeyAttribute>,
        placed_on: __dynamo::Field<Order, String, __dynamo::KeyAttribute>,
        order_id: __dynamo::Field<Order, String, __dynamo::KeyAttribute>,
        status: __dynamo::Field<Order, Status, __dynamo::Defaulted>,
        coupon: __dynamo::Field<Order, Option<String>, __dynamo::Required>,
    }
    #[automatically_derived]
    impl __dynamo::Document for Order {
        type Fields = OrderFields;
        const FIELDS: Self::Fields = OrderFields {
            customer_id: __dynamo::Field::new("customer_id"),
            placed_on: __dynamo::Field::new("placed_on"),
            order_id: __dynamo::Field::new("order_id"),
            status: __dynamo::Field::new("status").missing(|| Status::Pending),
            coupon: __dynamo::Field::new("coupon"),
        };
    }
    impl Order {
        ///The fields of [`Order`], to name in expressions.
        pub const FIELDS: OrderFields = <Self as __dynamo::Document>::FIELDS;
    }
    #[automatically_derived]
    impl __dynamo::EncodeAttributes for Order {
        const HAS_DISTINCT_NAMES: __private::bool = true;
        const NAMES: __private::Names = __private::Names {
            own: &["coupon", "customer_id", "order_id", "placed_on", "status"],
            flattened: &[],
        };
        fn attribute_count(&self) -> __private::usize {
            5usize
        }
        fn encode_attributes<__E: __dynamo::Encoder>(
            &self,
            encoder: &mut __E,
        ) -> __private::Result<(), __dynamo::EncodeError> {
            <String as __dynamo::Encode>::encode_field(
                &self.customer_id,
                encoder,
                __private::field_name!("customer_id"),
            )?;
            <String as __dynamo::Encode>::encode_field(
                &self.placed_on,
                encoder,
                __private::field_name!("placed_on"),
            )?;
            <String as __dynamo::Encode>::encode_field(
                &self.order_id,
                encoder,
                __private::field_name!("order_id"),
            )?;
            <Status as __dynamo::Encode>::encode_nullable_field(
                &self.status,
                encoder,
                __private::field_name!("status"),
            )?;
            <Option<
                String,
            > as __dynamo::Encode>::encode_field(
                &self.coupon,
                encoder,
                __private::field_name!("coupon"),
            )?;
            __private::Ok(())
        }
    }
    #[automatically_derived]
    impl __dynamo::Encode for Order {
        fn encode<__E: __dynamo::Encoder>(
            &self,
            encoder: &mut __E,
        ) -> __private::Result<(), __dynamo::EncodeError> {
            __private::encode_map(self, encoder)
        }
    }
    pub struct __SlotsOfOrder(
        __private::Option<String>,
        __private::Option<String>,
        __private::Option<String>,
        __private::Option<Status>,
        __private::Option<Option<String>>,
    );
    #[automatically_derived]
    impl<'__de> __dynamo::DecodeAttributes<'__de> for Order {
        const NAMES: __private::Names = <Self as __dynamo::EncodeAttributes>::NAMES;
        type Slots = __SlotsOfOrder;
        fn slots() -> Self::Slots {
            __SlotsOfOrder(
                __private::None,
                __private::None,
                __private::None,
                __private::None,
                __private::None,
            )
        }
        fn attribute<__D: __dynamo::Decoder<'__de>>(
            slots: &mut Self::Slots,
            decoder: &mut __D,
            name: &__private::str,
            kind: __dynamo::Kind,
        ) -> __private::Result<__private::bool, __dynamo::DecodeError> {
            match name {
                "customer_id" => {
                    <String as __dynamo::Decode<
                        '__de,
                    >>::decode_field(&mut slots.0, decoder, "customer_id", kind)
                }
                "placed_on" => {
                    <String as __dynamo::Decode<
                        '__de,
                    >>::decode_field(&mut slots.1, decoder, "placed_on", kind)
                }
                "order_id" => {
                    <String as __dynamo::Decode<
                        '__de,
                    >>::decode_field(&mut slots.2, decoder, "order_id", kind)
                }
                "status" => {
                    <Status as __dynamo::Decode<
                        '__de,
                    >>::decode_field(&mut slots.3, decoder, "status", kind)
                }
                "coupon" => {
                    <Option<
                        String,
                    > as __dynamo::Decode<
                        '__de,
                    >>::decode_field(&mut slots.4, decoder, "coupon", kind)
                }
                _ => __private::Ok(false),
            }
        }
        fn finish(slots: Self::Slots) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::Ok(Self {
                customer_id: <String as __dynamo::Decode<
                    '__de,
                >>::finish_field(slots.0, "customer_id")?,
                placed_on: <String as __dynamo::Decode<
                    '__de,
                >>::finish_field(slots.1, "placed_on")?,
                order_id: <String as __dynamo::Decode<
                    '__de,
                >>::finish_field(slots.2, "order_id")?,
                status: __private::or_default(
                    slots.3,
                    &<Self as __dynamo::Document>::FIELDS.status,
                    "status",
                )?,
                coupon: <Option<
                    String,
                > as __dynamo::Decode<'__de>>::finish_field(slots.4, "coupon")?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __dynamo::Decode<'__de> for Order {
        fn decode<__D: __dynamo::Decoder<'__de>>(
            decoder: &mut __D,
            kind: __dynamo::Kind,
        ) -> __private::Result<Self, __dynamo::DecodeError> {
            __private::decode_map(decoder, kind)
        }
    }
    #[automatically_derived]
    impl __dynamo::Item for Order {
        type Partition = (String,);
        type Sort = (__private::TextPart<String>, __private::TextPart<String>);
        const SCHEMA: &'static __dynamo::Schema = &__dynamo::Schema {
            table: "orders",
            entity: "order",
            attributes: &[
                __private::attribute("customer_id", "customer_id"),
                __private::attribute("placed_on", "placed_on"),
                __private::attribute("order_id", "order_id"),
                __private::attribute("status", "status"),
                __private::attribute("coupon", "coupon"),
            ],
            key: __dynamo::schema::KeySchema {
                components: &[
                    __private::component(
                        "customer_id",
                        "customer_id",
                        __dynamo::ScalarType::S,
                    ),
                    __private::component(
                        "placed_on",
                        "placed_on",
                        __dynamo::ScalarType::S,
                    ),
                    __private::component("order_id", "order_id", __dynamo::ScalarType::S),
                ],
                partition: __dynamo::schema::KeyShape::Named(&[0usize]),
                sort: __private::Some(
                    __dynamo::schema::KeyShape::Named(&[1usize, 2usize]),
                ),
            },
            index_components: &[],
            indexes: &[],
            config: __dynamo::Config::new(),
        };
        fn component(&self, index: __private::usize) -> __dynamo::ComponentValue<'_> {
            match index {
                0usize => {
                    <String as __dynamo::KeyComponent>::text_component(&self.customer_id)
                }
                1usize => {
                    <String as __dynamo::KeyComponent>::text_component(&self.placed_on)
                }
                _ => <String as __dynamo::KeyComponent>::text_component(&self.order_id),
            }
        }
    }
    impl Order {
        /// The schema: table, keys, attributes.
        pub const SCHEMA: &'static __dynamo::Schema = <Self as __dynamo::Item>::SCHEMA;
        /// The settings in force for this type, here and now.
        pub fn config() -> __dynamo::Settings {
            __dynamo::Schema::settings(Self::SCHEMA)
        }
        ///The key of the item with these components. Components: customer_id, placed_on, order_id.
        pub fn key(
            customer_id: impl __dynamo::IntoComponent<String>,
            placed_on: impl __dynamo::IntoComponent<String>,
            order_id: impl __dynamo::IntoComponent<String>,
        ) -> __dynamo::Key<Self> {
            __dynamo::Key::from_components(
                __private::vec![
                    __dynamo::IntoComponent:: < String > ::into_component(customer_id),
                    __dynamo::IntoComponent:: < String > ::into_component(placed_on),
                    __dynamo::IntoComponent:: < String > ::into_component(order_id)
                ],
            )
        }
        ///The partition of the items with these components. Components: customer_id.
        pub fn partition(
            customer_id: impl __dynamo::IntoComponent<String>,
        ) -> __dynamo::Partition<Self> {
            __dynamo::Partition::from_components(
                __private::vec![
                    __dynamo::IntoComponent:: < String > ::into_component(customer_id)
                ],
            )
        }
    }
};
