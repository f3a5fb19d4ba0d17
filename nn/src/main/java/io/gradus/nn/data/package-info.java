/// Data for networks: tables, images and the embedded example, made into matrices of numbers.
///
/// A file becomes a [io.gradus.nn.data.Table] ([io.gradus.nn.data.Csv]); a
/// [io.gradus.nn.data.Split] divides its rows; a [io.gradus.nn.data.Preprocessor] learns from the
/// training rows how cells become numbers and makes a [io.gradus.nn.data.Dataset] of any rows.
/// [io.gradus.nn.data.Idx] and [io.gradus.nn.data.Digits] make data sets directly.
///
/// Cells of tables and numbers of data sets lie on the heap or, if they are many, in files that are
/// mapped into memory ([io.gradus.nn.data.Cache]); the code that reads them is the same.
///
/// What a user can get wrong comes out as [io.gradus.nn.UserException].
package io.gradus.nn.data;
