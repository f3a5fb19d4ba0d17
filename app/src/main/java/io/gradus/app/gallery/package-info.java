/// The fault gallery: small healthy trainings, the same with one fault planted, and how well the
/// diagnosis tells which.
///
/// A [Program][io.gradus.app.gallery.Program] makes its data and its spec, a
/// [Fault][io.gradus.app.gallery.Fault] changes either, a [Case][io.gradus.app.gallery.Case] is a
/// program with a fault or without. Whether a planted fault does harm is measured
/// ([Selection][io.gradus.app.gallery.Selection]); what does none is no fault. Rules are tuned on
/// some programs and scored on the others, which they have never seen
/// ([Score][io.gradus.app.gallery.Score]).
package io.gradus.app.gallery;
