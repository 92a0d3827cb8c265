# What scripts rely on: a change of it is a decision, made by changing PublicSurface.txt as well.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Simulator.ps1')

    # How a parameter is given: ! always, @n position, < from the pipeline, . by property name.
    function Get-UseText($Parameter, $Command) {
        $sets = $Parameter.ParameterSets.Values
        $isOptional = $Command.ParameterSets | Where-Object { -not ($_.Parameters | Where-Object { $_.Name -eq $Parameter.Name -and $_.IsMandatory }) }
        $position = ($sets.Position | Measure-Object -Maximum).Maximum
        @(
            if (-not $isOptional) { '!' }
            if ($position -ge 0) { "@$position" }
            if ($sets.ValueFromPipeline -contains $true) { '<' }
            if ($sets.ValueFromPipelineByPropertyName -contains $true) { '.' }
        ) -join ''
    }

    # The pairs that the parameter sets of piped objects allow, and the command refuses.
    $refused = 'LabelSelector Pod', 'LabelSelector StatefulSet', 'Pod StatefulSet'

    function Test-Together($One, $Other) {
        $in = $One.ParameterSets.Keys
        $alsoIn = $Other.ParameterSets.Keys
        $share = $in -contains '__AllParameterSets' -or $alsoIn -contains '__AllParameterSets' -or ($in | Where-Object { $_ -in $alsoIn })
        $share -and (@($One.Name, $Other.Name | Sort-Object) -join ' ') -notin $refused
    }

    function Get-Surface {
        $commands = Get-Command -Module HiveMQBackup | Sort-Object Name
        foreach ($command in $commands) {
            "$($command.Name) [$(($command.OutputType.Name | Sort-Object) -join ', ')]"
            $own = $command.Parameters.Values | Where-Object Name -NotIn ([System.Management.Automation.PSCmdlet]::CommonParameters) | Sort-Object Name
            foreach ($parameter in $own) {
                $aliases = if ($parameter.Aliases.Count) { " ($(($parameter.Aliases | Sort-Object) -join ', '))" }
                $others = $own | Where-Object { $_ -ne $parameter -and -not (Test-Together $parameter $_) } | ForEach-Object { "-$($_.Name)" }
                $alone = if ($others) { " not with $($others -join ', ')" }
                $values = if ($parameter.ParameterType.IsEnum) { " {$([Enum]::GetNames($parameter.ParameterType) -join ', ')}" }
                "  -$($parameter.Name)$aliases $($parameter.ParameterType.Name)$values$(Get-UseText $parameter $command)$alone"
            }
        }
        foreach ($type in $commands | ForEach-Object { $_.OutputType.Type } | Sort-Object FullName -Unique) {
            "$($type.FullName): $(($type.GetProperties() | ForEach-Object { "$($_.Name) $($_.PropertyType)" } | Sort-Object) -join ', ')"
        }
        $catalog = $commands[0].ImplementingType.Assembly.GetType('HiveMQBackup.Cmdlets.Common.Errors.ErrorCatalog')
        $errors = $catalog.GetProperty('All', [System.Reflection.BindingFlags] 'NonPublic, Static').GetValue($null)
        "Error ids: $(($errors | ForEach-Object { "$($_.Id) $($_.Category)" } | Sort-Object) -join ', ')"
    }
}

Describe 'The public surface' {
    It 'is the recorded one' {
        $recorded = Get-Content (Join-Path $PSScriptRoot 'PublicSurface.txt')
        $changes = Compare-Object $recorded @(Get-Surface) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" }
        $changes | Should -BeNullOrEmpty
    }
}
