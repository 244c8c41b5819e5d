namespace RaceSafe.Analyzers.Rules.Database.ChangedRows;

/// <summary>Marks that end the same whoever sets them, and however often: deleted, read, archived. Nobody is refused who meant to get something.</summary>
internal static class HarmlessMarks
{
    private static readonly string[] s_words = ["Delet", "Remov", "Archiv", "Read", "Seen", "Viewed", "Hidden", "Dismiss"];

    /// <summary>The column, as the source or as SQL text names it, holds one.</summary>
    public static bool Is(string column)
    {
        foreach (var word in s_words)
            if (column.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) return true;
        return false;
    }
}
