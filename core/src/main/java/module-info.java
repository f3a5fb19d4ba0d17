/// Arrays, typed expression graphs, derivatives of any order, rewriting and the reference
/// interpreter.
module io.gradus.core {
  exports io.gradus;
  exports io.gradus.array;
  exports io.gradus.check;
  exports io.gradus.diff;
  exports io.gradus.eval;
  exports io.gradus.graph;
  exports io.gradus.op;
  exports io.gradus.rewrite;
  exports io.gradus.text;

  uses io.gradus.eval.Backend;
}
