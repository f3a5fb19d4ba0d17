/// Exchange of networks with other libraries by way of ONNX files.
///
/// Export translates the graph of a function operation by operation, so that whatever a layer or a
/// user's formula is made of, its file follows. Import goes the other way: it follows the data
/// through the nodes of a file and keeps account of what is a layer, what is an activation and what
/// leaves values alone.
package io.gradus.onnx;
