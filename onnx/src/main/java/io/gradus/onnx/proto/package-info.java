/// ONNX files: the messages of the format that Gradus uses, as records, and their bytes.
///
/// A file is one message of Protocol Buffers. [io.gradus.onnx.proto.WireWriter] and
/// [io.gradus.onnx.proto.WireReader] know the encoding, the records know which field has which
/// number. Names are those of the format's own description; what Gradus never asks for is skipped.
///
/// Source: onnx.proto of ONNX, IR version 10; Protocol Buffers, "Encoding".
package io.gradus.onnx.proto;
