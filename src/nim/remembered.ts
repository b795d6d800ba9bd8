/**
 * A function of a text that remembers its answers: large fleets say a few short texts, such as labels and amounts,
 * thousands of times. Answers are shared, so they must not be changed.
 */
export function remembered<Answer>(answerTo: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, { readonly answer: Answer }>();
  return (text) => {
    const known = answers.get(text);
    if (known) return known.answer;
    const answer = answerTo(text);
    if (text.length > longest) return answer;
    if (answers.size >= most) answers.clear();
    answers.set(text, { answer });
    return answer;
  };
}

/** Characters: as long as most names may be. */
const longest = 64;
/** What a fleet says of one sort; the memory that it takes is less than a megabyte. */
const most = 4000;
