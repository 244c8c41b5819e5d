using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Options;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace RaceSafe.CodeFixes.Rewriting;

/// <summary>Brings what is new into the shape of its file: short names, indentation, ends of line.</summary>
internal static class Finish
{
    public static async Task<Document> Document(Document document, SyntaxNode root, CancellationToken cancellation)
    {
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        var endOfLine = EndOfLine(text);
        var options = await LayoutOf(document, text, endOfLine, cancellation).ConfigureAwait(false);
        var changed = document.WithSyntaxRoot(root);
        changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation, options, cancellation).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, Formatter.Annotation, options, cancellation).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, SyntaxAnnotation.ElasticAnnotation, options, cancellation).ConfigureAwait(false);

        // As text: the host formats annotated nodes once more, with its own idea of tabs and ends of line.
        var edits = await changed.GetTextChangesAsync(document, cancellation).ConfigureAwait(false);
        return document.WithText(text.WithChanges(edits.Select(edit => new TextChange(edit.Span, WithEndOfLine(edit.NewText ?? "", endOfLine)))));
    }

    private static async Task<OptionSet> LayoutOf(Document document, SourceText text, string endOfLine, CancellationToken cancellation)
    {
        OptionSet options = await document.GetOptionsAsync(cancellation).ConfigureAwait(false);
        var indents = text.Lines.Select(line => line.Span.IsEmpty ? '\0' : text[line.Start]).Where(first => first is '\t' or ' ').ToList();
        if (indents.Count > 0)
        {
            var tabs = indents.Count(first => first == '\t') * 2 > indents.Count;
            options = options.WithChangedOption(FormattingOptions.UseTabs, LanguageNames.CSharp, tabs);
        }


        return options.WithChangedOption(FormattingOptions.NewLine, LanguageNames.CSharp, endOfLine);
    }

    private static string EndOfLine(SourceText text)
    {
        var first = text.Lines[0];
        return first.EndIncludingLineBreak > first.End ? text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }

    private static string WithEndOfLine(string text, string endOfLine) => text.Replace("\r\n", "\n").Replace("\n", endOfLine);
}
