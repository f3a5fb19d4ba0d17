package io.gradus.nn.data;

/// A column of a feature matrix that holds numbers of levels, for an embedding.
///
/// @param column its position in the matrix
/// @param levels how many different numbers it can hold: 0 … levels − 1, where 0 stands for missing
///   values and for levels not seen in training
public record Category(int column, int levels) {}
