/// Files: trained models, run folders, checkpoints, and the formats below them.
///
/// A file is written beside its place, synced and renamed, so that it is there wholly or not at
/// all. What is read is believed only after it was checked; a file that is not sound is a
/// [io.gradus.nn.UserException] with one sentence.
package io.gradus.nn.io;
