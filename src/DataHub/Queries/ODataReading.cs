// OData query options -> the neutral query, by the parser of Microsoft.OData.Core.
using DataHub.Model;
using Microsoft.OData.Edm;

namespace DataHub.Queries;

/// <summary>An OData request: the query, whether a count is wanted, and the page size that the server imposes.</summary>
public sealed record ODataRequest(Query Query, bool Count, int PageSize);

/// <summary>Reads OData query options. The entity model derives from <see cref="Columns"/>.</summary>
public static class ODataReading
{
    /// <summary>The entity data model: Calculations, Molecules, Datasets.</summary>
    public static IEdmModel Model => throw new NotImplementedException();

    /// <summary>Reads the options ($filter, $orderby, $select, $top, $skip, $count, $search, $skiptoken) of a request to a set.</summary>
    /// <exception cref="QueryException">An option is wrong: message, position and what was expected.</exception>
    public static ODataRequest Read(QuerySet set, IEnumerable<KeyValuePair<string, string>> options) => throw new NotImplementedException();
}
