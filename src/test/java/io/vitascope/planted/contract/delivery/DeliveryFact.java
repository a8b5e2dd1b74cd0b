package io.vitascope.planted.contract.delivery;

public record DeliveryFact() {}
