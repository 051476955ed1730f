"""Words that tell names from other words in Philippine texts: given names, surnames, titles, and what is no name.

All are levelled (`core.pii.folding`): small letters, no accents. Common names, gathered from general knowledge; a name
that is missing here is still found beside a title, a cue or a name that is not.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Given names that are hardly anything else.
GIVEN_NAMES = _words("""
abigail abner adelaida adelina adolfo adrian adriana agapito agnes agustin aileen aimee alan alberto alden aldrin
alejandra alejandro alex alexander alexandra alexis alfonso alfredo alicia aljon allan allen alma alona althea alvin
alyssa amado amalia amanda amelia amparo ana anabelle anastacio andrea andreo andres andrew andy angela angelica
angelina angeline angelito angelo anicia anita anna annabelle anne annie anselmo anthony antonia antonietta antonino
antonio apolinario apolonio araceli ariel aristeo arlene armando arnaldo arnel arnold arnulfo arsenio arthur arturo
arvin aubrey augusto aurelia aurelio aurora avelino beatriz belen belinda benedicto benigno benilda benito benjamin
benjie bernadette bernard bernardita bernardo bernie bettina bianca bienvenido boni brenda brian bryan calixto camila
camille candelaria candido caridad carina carissa carl carla carlito carlo carlos carlota carmela carmelita carmelo
carmencita carol carolina caroline cassandra catalina catherine cathy cecilia cecilio celeste celestino celia celso
cesar charito charlene charles charlotte cherry cheryl chito christine christopher cielo cipriano clarissa clarita
claudia claudio clemente conchita concepcion conrado consolacion consuelo corazon cornelio cristeta cristina cristino
cristobal crisanto crispin cynthia daisy damian daniel daniela danilo daphne daria dario darlene darwin david debbie
deborah delfin delia demetrio dennis deogracias desiree diana diego dina dindo dionisia dionisio divina domingo
dominador dominic dominga donato donna doroteo dorothy dulce dwight edgar edgardo edith edmund edmundo eduarda eduardo
edward edwin efren elaine eleanor elena eleuterio elias elisa elisea eliseo elizabeth eloisa elma elmer elpidio elsa
elvira emelita emerson emil emilia emiliano emilio emily emma emmanuel enrico enrique eric erica erika erlinda ernesto
erwin esmeralda esteban estela estelita ester estrella eugenia eugenio eulalia eunice eusebio eva evangeline evaristo
evelyn fabian faustino federico felicia feliciano felicidad felicitas felipa felipe felisa felix ferdinand fermin
fernando fidel filemon filomena flora florencia florencio florentino flordeliza florinda fortunato francesca francine
francis francisca francisco franco frederick fredrick gabriel gabriela gemma generoso genoveva george georgina gerald
geraldine gerardo gerry gertrudes gilbert gilberto gina gladys glenda glenn gloria godofredo gonzalo graciano graciela
gregorio greta guadalupe guillermo gustavo hannah harold hazel hector helen helena henry herbert herminia herminio
hernando hilario hilda honorato honorio horacio hortencia ian ignacio ildefonso imelda ines inocencio irene irma
isabel isagani isaias isidra isidro ismael isabelo ivan ivy jacinto jacqueline jaime jake james jamie jane janelle
janet janice jared jasmin jasmine jason jasper javier jayson jean jeanette jeffrey jemima jenny jennifer jeremiah
jeremy jericho jerome jerry jessa jessica jesus jhun jhon joan joana joanna joanne joaquin jocelyn joel john johnny
jomar jonathan jonel jordan jorge jose josefa josefina joselito joseph josephine josh joshua josie jovelyn jovito juan
juana juancho juanita juanito judith juliana julian julie julieta julio julius justina justino karen karina karl
katherine kathleen kathrina kathryn katrina kenneth kevin kim kimberly kris krisha krista kristel kristian kristina
kristine kristoffer kyla lailani larry laura lauro lea leandro leonardo leonida leonila leonor leopoldo leticia lilia
lilibeth liliosa lilian lina linda lino liza lolita lorena lorenza lorenzo loreto lorna lourdes lucas lucia luciana
luciano lucila lucio luis luisa luisito luningning luzviminda lydia mabel macario madeleine magdalena maicah manolito
manolo manuel manuela marcela marcelina marcelino marcelo marcial marcos margarita margie maria mariacel mariano
maribel maricar maricel maricris marie mariel marietta marilou marilyn mario marissa marita maritess marites marivic
marjorie marlon marlyn marta martha martin martina mary maryann maryjane matias mateo maureen mauricio mauro maximo
maxine maya melanie melba melchor melinda melissa melvin mercedes merlinda michael michaela michelle miguel milagros
mildred minda minerva miriam modesto moises mona monica myra myrna nanette narciso natalia natividad nelia nelly
nelson nemesio nena nenita nestor nicanor nicholas nicolas nicole nicolasa nida nieves nilda nilo nina noel noemi
nolan nora norberto norma norman octavio odessa ofelia olga olimpia olivia onofre orlando oscar osmundo pablo pacifico
pacita pamela pancho paolo pascual patricia patricio patrick paul paula paulina pauline paulino paulo pedro perla
perfecto peter petra petronila philip pilar pio placido policarpio ponciano porfirio potenciano precioso primitivo
prudencio purificacion quintin rachel rafael rafaela ralph ramil ramon ramona randolph randy raquel raul raymond
raymundo rebecca regina reginald reina remedios remigio renato rene renz reynaldo reynante rhea rhoda rhodora ricardo
richard rico rigoberto rita rizalina rizalino rizza robert roberta roberto robin rochelle rodel roderick rodolfo
rodrigo roel rogelio roland rolando roman romana romeo romulo ronald ronaldo ronnie rosalia rosalie rosalinda rosalina
rosalyn rosana rosanna rosario roselle rosemarie rosemary rosendo rosita rowena roxanne roy ruben rudy rufino rufo
russel ruth ryan sabina sabino salome salvacion salvador samantha samson samuel sandra santiago saturnino sebastian
segundo seraphin sergio severino shaira sharon sheila shiela sherwin shirley silvestre silvia simeon simon simplicio
siony socorro sofia soledad sonia sonny sophia stephanie stephen steven susan susana sylvia tatiana teodora teodorico
teodoro teofilo teresa teresita tereso tessie thelma theresa therese tiburcio timoteo timothy tomasa tomas trinidad
trisha urbano ursula valentin valentina valeria valeriano vanessa venancio verginia veronica vicente vicenta vicky
victorina victorino vilma vincent violeta virgilio virginia vivian vivencio walter wanda warren wendell wenceslao
wilfredo wilhelmina wilma wilson winston yolanda yvette yvonne zacarias zenaida zeny zoraida liwayway makisig
lakambini dolores angelika rommel jovel arjay jayvee jhoanna jerald rosauro eufemia eulogio felimon fely nenette
nonito edilberto heherson ramoncito carmi patrocinio visitacion asuncion encarnacion delfina ella dexter nathan marvin
matt beth lynn joyce shane troy claire clara vina rolly ron levi bert bella wendy willy
""")
# Given names that are words, months, places or virtues too: they count only beside something else that tells.
AMBIGUOUS_GIVEN_NAMES = _words("""
amor angel angeles angelus april art august baby ben bill blessing bong boy carmen chase chito christian clark crystal
cruz dan dawn dean diamond dolores don esperanza faith fe flor frank gem gene gil girl grace grant hope israel isabela
jade jay jed jo jojo joy jun june junior justice justin king kit lee leo liberty lily lito lou love luz mae marco
marian mark max may merry mercy mia milan miracle nene noli omar ping precious prince princess queen ray remy rex ria
rich rod ros rosa rose ruby rosel sally sam sandy santa santo sunshine summer sol star sunny ted tess tina tito tom
tony toto vic victor victoria vince virgo will zoe paz pura remedios salud pepe pepito pilita nonoy dodong inday ador
oca obet lyn von wil jill jim jack joe mike mel tala malaya bayani datu amihan ligaya dalisay luwalhati jan gracia
""")
SURNAMES = _words("""
abad abalos abaya abella abellanosa abesamis ablan abrenica abrigo acosta adriano agbayani agcaoili aglipay agoncillo
aguilar aguinaldo aguirre agustin alagao alba alban albano alcala alcantara alcaraz alejandrino alejo alfonso almario
almazan almeda almonte alonso alonto alonzo alvarado alvarez amparo ampatuan andal andaya andrada andres angara ang
antonio aquino aranas araneta arcega arceo arellano arevalo arroyo asuncion atienza austria avila avancena ayala
azarcon azcuna bacani badoy bagatsing balagtas balanag ballesteros baltazar banzon barcelona barrera barrientos
bartolome basa bautista bayot belmonte beltran benitez bermudez bernabe bernardo biazon binay bondoc borja borromeo
brillantes briones buenaventura buenviaje bueno bugayong bulaong bustamante caballero cabrera cabral cabatuan cabildo
cacho calderon calma camacho campos canlas carandang cariaga carino caringal carlos carpio carreon casiano casimiro
castaneda castillo castro catapang cayabyab cayetano celestino cervantes chavez chiong chua clemente cojuangco
colmenares concepcion constantino consing cordero corpuz coronado coronel cortez corona cosio crisostomo cuenca cuevas
cunanan custodio dacanay dalisay dantes datuin dayrit deguzman delacruz delosreyes delosantos delrosario deleon
desantos diaz dimaandal dimaculangan dimaano dimagiba dimaunahan dizon domingo dominguez drilon duenas dumlao duque
duterte dy ebdane ebarle echevarria ejercito elizalde encarnacion enrile enriquez escalante escobar escudero espina
espinosa espiritu esguerra estacio estanislao esteban estrada estrella eusebio evangelista fabella fajardo faustino
favila feliciano felipe fernandez fernando ferrer ferreras figueroa flores florendo fontanilla fortich francisco
franco fuentebella fuentes gabriel galang galvez gamboa garcia gatchalian gatdula gaviola gerona geronimo gimenez go
golez gomez gonzaga gonzales gonzalez gordon gozon gregorio guanzon guerrero guevarra guiao guillermo guingona guinto
gutierrez guzman halili hernandez hernando herrera hidalgo hilario honasan ibanez ignacio ilagan imperial inocencio
isidro jacinto jalandoni javier jimenez joaquin jocson jose jugo juico lacanilao lacierda lacson lagdameo lagman
lanuza lapid lapus larrazabal lauchengco laurente laxamana lazaro ledesma legarda legaspi leonardo leviste liboro lim
limjoco lizada llamanzares llanes locsin lontoc lopez lorenzana lorenzo loyola lozada lualhati luciano lucero lumbera
lumibao macalintal macapagal macaraeg macaraig macasaet madamba madlangbayan madrigal magalang magbanua maglalang
maglaya magno magpantay magtanggol magtibay makalintal malabanan malonzo maligaya mallari malvar manalastas manalo
manansala mangahas mangubat manlapig manuel manzano marasigan marcelo marcos mariano marquez martinez mata matias
medina melendres melo mendiola mendoza mercado meneses mijares miranda mojica molina monsod montano montemayor
montenegro montinola morales moreno morillo munoz nacionales naguiat nakpil narvasa natividad navarro nepomuceno nery
nicolas nograles nolasco obando ocampo ochoa odulio olalia oliva olivares oliveros ongpin ong ongsiako ordonez oreta
orosa orozco ortega ortiz osmena osorio pacheco pacquiao padilla padua paez paguio pajarillo palma panganiban pangan
pangilinan panlilio panopio pantaleon pantoja paras parungao pascual pastor paterno patino pena penaflor peralta perez
perlas pimentel pineda pingol pobre ponce pono posadas prado prudente puno punongbayan puyat punzalan quiambao quiban
quijano quimpo quintos quisumbing quizon rabat racelis raymundo ramirez ramos razon rebollido recto regalado regala
reyes remulla resurreccion revilla rivera robles roces rocha rodriguez rojas roldan romero romualdez romulo roque
rosales rosario rosete roxas rubio ruiz rufino sabado saguisag salas salazar salcedo salonga salvador samaniego samson
sanchez sandoval santiago santos sarmiento sarte saavedra sebastian segovia serrano sevilla silva silverio simbulan
simeon singson sison soliman soliven soriano sotto suarez suazo sumulong surigao sy sycip syjuco tabora tagle talavera
tamayo tan tanada tanchanco tanseco tayag teodoro tiangco tiglao tinio tiongson tolentino tomas toledo torralba torres
trillanes trinidad tuazon tuason tugade tulfo ty ubaldo umali uy uytengsu valdez valencia valenzuela valerio vargas
vasquez velasco velasquez velez vera vergara verzosa vicencio victorino villafuerte villaflor villalobos villaluz
villanueva villar villareal villarama villaroman villegas villena vinzons virata virtucio vitug viray yabut yap
yaptinchay yatco yason yu yulo yumul yuchengco zabala zabarte zaide zaldivar zalamea zamora zapanta zarate zobel
zubiri zulueta alcuaz macatangay mangyan penduko cruz malonga tumulak batungbakal
""")
# Surnames that are words, places or streets too: they count only beside something else that tells.
AMBIGUOUS_SURNAMES = _words("""
agustin aguinaldo austria ayala ang barcelona basa bonifacio bueno burgos campos carino china co corona coronado
cuenca del duenas duque felix gil go gordon imperial jacinto jose joaquin king laurel lee leon legaspi lim long luna
lopez mabini madrid magsaysay manalo mata melo miranda montano ong osmena padre palma pastor perlas pilar pineda pobre
prado prudente quezon quirino razon rizal roces rosario roxas sabado salcedo samson santo santa silva so star surigao
sy tan toledo tuason ty uy valencia valenzuela vera villa virgen yap yu zamora kalaw bayani malaya maligaya san
jacinto teodoro trinidad marcos ramos torre torres valle vida plaza recto ilagan mendiola aurora
""") - _words("ramos torres lopez marcos pineda miranda")
PARTICLES = _words("de del dela delas delos la las los san santa santo sta sto y")
JOINED_PARTICLES = _words("dela delas delos")  # these stand before hardly anything but a surname
SAINTS = _words("san santa santo sta sto saint st")
TITLES = _words("""
mr mrs ms miss mx dr dra atty attorney engr engineer arch architect hon honorable judge justice prof professor rev fr
sen senator gov governor congressman congresswoman capt captain col gen gng ginang ginoo ginoong g bb binibini
binibining kgg kagalang-galang aling mang don dona ate kuya tita tito lolo lola sir maam ma'am madam notaryo ninong
ninang manong manang mayor konsehal kapitan kap doktor doktora sr sister brother spouses
""")
# Titles that are words or initials too: only with a capital or a full stop.
CAPITAL_TITLES = _words("""
g don arch justice judge engineer architect professor captain col gen sen gov fr hon rev capt prof dr miss attorney
mayor senator governor sister brother sr sir madam tito tita kap bb spouses ate
""")
# Behind these a street is often named: "Dr. A. Santos Avenue", "Gen. Luna Street".
STREET_TITLES = _words("dr gen col capt sen gov don dona fr mayor")
SUFFIXES = _words("jr sr ii iii iv esq")
MARKERS = _words("si ni kay")
PLURAL_MARKERS = _words("sina nina kina")
# What makes the words before it a place, a company, a law.
PLACE_ENDS = _words("""
street st avenue ave road rd boulevard blvd drive lane extension ext highway expressway building bldg tower towers
center centre plaza mall city municipality province barangay village subdivision subd hills heights park bridge river
lake island bay hospital medical clinic university college school academy institute seminary church parish cathedral
chapel airport port terminal station market cemetery memorial monument museum stadium gym court law laws act code bill
rule rules doctrine case cases town compound residences condominium estate estates farm farms district region norte
sur oriental occidental cove valley mountain fort camp day night week festival award prize cup
""")
COMPANY_ENDS = _words("""
inc incorporated corp corporation co company ltd limited llc llp opc holdings holding enterprises enterprise trading
foods food realty development developers construction builders industries industrial manufacturing marketing group
ventures partners associates bank banking finance financing lending savings cooperative coop foundation association
federation union party ministry society club store stores shop mart grocery bakery restaurant cafe pharmacy drugstore
lumber hardware motors transport transit lines airlines shipping logistics security agency services solutions systems
technologies technology textiles garments media network broadcasting publishing press television radio studio studios
hotel resort inn travel tours insurance assurance brokers capital investment investments securities properties leasing
resources energy power electric water telecom mining steel cement international global philippines brothers sons &
""")
PLACES = _words("""
manila makati quezon pasig pasay taguig caloocan malabon navotas marikina muntinlupa paranaque mandaluyong valenzuela
cebu davao iloilo bacolod baguio zamboanga cagayan bulacan cavite laguna batangas rizal pampanga tarlac pangasinan
bataan zambales aurora nueva ecija vizcaya isabela ilocos abra benguet ifugao kalinga apayao quirino albay bicol
camarines sorsogon masbate catanduanes palawan mindoro marinduque romblon leyte samar bohol siquijor negros panay
capiz aklan antique guimaras misamis bukidnon camiguin lanao cotabato sultan kudarat sarangani maguindanao sulu
basilan tawi-tawi agusan surigao dinagat tagaytay calamba lipa lucena naga legazpi tacloban ormoc dumaguete tagbilaran
butuan iligan ozamiz dipolog pagadian cagayan angeles olongapo dagupan laoag vigan tuguegarao santiago malolos
meycauayan antipolo dasmarinas bacoor imus binan cabuyao escolta binondo intramuros ermita malate sampaloc tondo
quiapo ortigas cubao alabang bonifacio luzon visayas mindanao metro ncr philippines pilipinas singapore hongkong hong
kong china japan korea america york london asia tokyo dubai california australia canada europe spain germany poblacion
balibago
""")
# Before these words' names no person is meant: "Barangay San Jose", "City of Santa Rosa", "Lungsod ng".
PLACE_STARTS = _words("""
barangay brgy bgy sitio purok mt mount lake port fort camp metro new north south east west greater isla street city
lungsod bayan lalawigan province municipality
""")
# Words that begin sentences, headings and defined terms, and are no names.
ORDINARY = _words("""
a about above absent accept according account accountant accounting accounts accused acknowledgment across acting
action actions activities ad add addendum additional address administrative administrator advance advice affairs
affiant affidavit after again against agent agents agree agreed agreement alien all alleged allow also although am
amended amendment amount amounts an and annex annual another answer any anyone apart appendix applicant application
apply appoint approval approved approves apostille architect are arbitration article articles as ask asks asset assets
assign assignee assignor at attached attachment attention attorney attorney-in-fact attorneys audit audited auditor
authority authorized authorised auto available award b background balance banking bangko bar based be because been
before began begin being below beneficial beneficiary benefit benefits best between billing bills birth board body
bond book books borrower both branch brand brief budget bureau business but buyer by by-laws bylaws c calendar call
called calls can cancel cannot capital care cash cause central certificate certificates certification certified
certify chair chairman chairperson change changes chapter charge charges check checks chief child children christmas
circular circulars citizen citizens citizenship civil claim claims clause clauses clear clerk client clients close
closing coin collateral comment comments commission commissioner commissioners committee common community company's
complainant complaint complete compliance conclusion condition conditions confidential confidentiality confirm
confirmed congress congratulations consent consideration constitution consultant consumer contact contacts content
continue contract contractor contracts contractual control convention convertible copies copy copyright corporate
corporations costs could council counsel country county course courts covenant covenants create credit creditor
creditors criminal currency current customer customers daily data date dated dates dear death debt debtor december
deed deeds default defendant defendants definition definitions delinquent deliver delivery demand department deposit
deputy description details did digital direct director directors disclosure disclosing dismissed dispute disputes
dividends do doc document documents does doing domestic done donee donor draft drafts driver due during duties duty
each ease economic education effective effectivity efast eight eighth election electronic eleventh e-mail email
employee employees employer employment enclosed end energy english enter entire entity environment equity escrow every
everyone evidence exact except exchange exclusive execute executed execution executive executor exhibit existing
expenses export express extrajudicial face fact facts failure family fax february federal fee fees few fifth file
filed files filing filings filipino filipinos final finance financial find finding findings finally first fiscal five
follow following for force foreign form former forms found four fourth free freedom from full fund funds further
future garnishment general get gift given gives giving good goods governing government grant granted grantee grantor
grounds guarantee guarantor guaranty guardian guide had half happy has have having he head heading health heir heirs
hello help hence her here hereby herein here's hereto hi his holder holiday home house how however human husband i id
identification identity if immediate immigration import important in inclusive income incorporation incorporator
incorporators indeed indemnity individual information inheritance initial inquiry insolvency instead instruction
instructions instrument intellectual interest interests internal investor investors invoice invoices is issue issued
issuer it item items its january job joint journal judgment judgments judicial july june jurisdiction just keep kind
know known labor labour land landlord last late later lawful laws lawyer lawyers lease leases legal lender less lessee
lessor let letter letters level liability liable license licensee licensor licence limitation limitations line
liquidated list listed litigation loan loans local location long look lot lower made mail mailing main majority make
making manager management manila's manual many march marked marriage master material matter matters maturity maximum
may me mediation meeting meetings member members memo memorandum men merger message metropolitan middle might minimum
minister minor minutes misc mobile money month monthly more morning mortgage mortgagee mortgagor most motion moved
movie mr much municipal must mutual my name named names narrative national nationality natural need needs neither
never new next nine ninth no nobody non-disclosure none nor normal not notarial notary note notes nothing notice
notices notwithstanding november now null number numbers oath obligation obligations obligor october of offer offers
office officer officers offices official often okay old ombudsman on once one only open opening operations opinion
option optional or oral order orders ordinance ordinary organization original other others otherwise our out
outstanding over overview own owner owners ownership page pages paid paragraph parent part participants parties
partner partnership party's past patent pay payable payee paying payment payments payor peace penal penalties penalty
pending pension people per percent perhaps period permit permits permitted person persons personal personnel petition
petitioner petitions philippine phone photo place plaintiff plan plans please pledge pledgee pledgor policies policy
political position possession power's powers practice preamble preferred premises prepared present presents president
presidential price prices primary prime principal principals prior privacy private privilege probate procedure
procedures proceed proceedings process processing product products professional profit program project promissory
proof property proponent proposal proposed protection provided provision provisions public publication purchase
purchaser purpose purposes pursuant put qualified quality quarter question questions quick quorum quote rate rates
ratification re read ready real really reason recall receipt receipts receive received recipient recitals record
records reference references refund refusal regarding regards regional register registered registrar registration
registry regular regulation regulations reimbursement related release relief relying remedy reminder remittance
renewal rent rental reply report reports representation representations representative representatives republic
request requests require required requirement requirements reservation reserved residence resident resolution resolved
resource respondent respondents response responsibility rest restriction result retail retirement return returns
revenue review reviewed revised revision revocation right rights risk role roll room rule's said salary sale sales
same sanction satisfaction saturday say schedule scope seal search second secondary secretary section sections sector
secured see seller send sender senate senior separate september series service set seventh seven several severability
shall share shareholder shareholders shares she sheet sheriff short should show side sign signature signatures
signatory signed signer signing since sincerely single six sixth small so social sole solicitor some someone something
soon sorry source sources special specific spouse staff stage stamp standard start state stated statement statements
states status statute statutory step still stock stockholder stockholders stop strict subject submit submitted
subscriber subscribers subscription subsequent subsidiary such suit summary sunday supplement supplemental supplier
support supreme sure surety suspension sworn system table take taken tax taxes taxpayer team telephone temporary ten
tenant tender tenth term terminal termination terms territory test testament testator than thank thanks that the their
them then there therefore therefrom these they thing things third thirteenth this those though three through thursday
thus time title titles to today together tomorrow tonight too total track trade trademark trading transfer transferee
transferor transaction transactions treasurer treasury treaty trial tribunal trust trustee trustees truth try tuesday
turnover twelfth two type under undersigned undertaking undivided uniform unit united unless until up update upon
urgent us use used user users using usually utilities validity value various vehicle vendee vendor venue verification
version very via vice vide virtual void volume vote voting waiver wage wages want warranties warranty was waste we web
website wednesday weekly welcome well were what whatever when whenever where whereas whereby wherefore whether which
while who whoever whole wholesale whom whose why wife will wills with within without witness witnesses words work
worker workers working world would writ write written year yearly years yes yesterday yet you young your yours zone
zoning monday friday happen happened meanwhile moreover furthermore nevertheless accordingly consequently subsequently
besides maybe honestly actually sadly luckily finally personally recently lately currently previously initially
eventually obviously clearly reviewing sending attaching checking following regarding concerning requesting asking
meeting writing looking tell told ask asked met saw paid owes owed called gave got bring brought introduce introduced
remind reminded visit contacted message texted emailed mailed forward forwarded noted received kindly fyi asap per cc
bcc subject fwd re ps nb tel cel fb sms pdf sirs madam maam folks guys everybody colleagues team admin hr it legal
support customer valued friend friends ako ikaw siya kami tayo kayo sila namin natin ninyo nila ko mo niya ang mga ng
sa na at o ay kung kapag pag dahil para upang nang ngunit pero subalit habang hanggang mula noong ngayon bukas kahapon
dito diyan doon ito iyan iyon ano sino saan kailan bakit paano gaano ilan alin hindi oo wala may mayroon meron dapat
maaari pwede puwede gusto ayaw kailangan salamat paki pakisuyo magandang umaga hapon gabi araw mahal kaibigan ginoo
ginang lahat bawat isa isang dalawa tatlo apat lima ikaw pangalan batas korte hukuman kagawaran komisyon kasunduan
kontrata bayad buwis negosyo kompanya korporasyon pilipino pilipinas lungsod bayan barangay lalawigan republika
pangulo kalihim ingat-yaman abogado notaryo saksi panauhin enero pebrero marso abril mayo hunyo hulyo agosto setyembre
oktubre nobyembre disyembre lunes martes miyerkules huwebes biyernes sabado linggo walang sinumang sinuman anumang
kahit lampas matapos bago pagkatapos ayon batay bilang tungkol nais nakita nakausap tumawag sabi pumunta dumating
umalis nagpadala pinadala binigay kinausap tinawagan nagbayad pumirma po opo naman lang din rin daw raw ba kasi yata
talaga sana muna pala nga tapos eh kaya po'y bale mag nag pumayag si ni kay sina sec bir dti bsp sss gsis dfa dole doj
dilg denr psa pnp nbi nlrc npc ipophl lgu lgus peza boi amlc cda hlurb dhsud nha ltfrb lto prc ibp mcle ptr tin vat
nirc gis afs opc ra eo pd bp am gr mc rr rmc rmo dao ipo aep pag-ibig philhealth philsys pagibig umid gcash paymaya
maya bpi bdo pnb rcbc landbank unionbank metrobank security google facebook viber whatsapp zoom microsoft facto jure
minimis novo officio bona fide prima facie mutatis mutandis inter vivos mortis causa pro bono se filipina american
chinese japanese korean british spanish german single married widow widower separated annulled legal age
""") - _words("grace don angel mabel ruby sol malaya")
# Words after which a name stands, with what must stand before them.
CUES: dict[str, tuple[tuple[str, ...], ...]] = {
    "is": (("my", "name"), ("full", "name"), ("real", "name"), ("client's", "name"), ("her", "name"), ("his", "name")),
    "ay": (("pangalan", "ko"), ("ang", "pangalan", "niya"), ("pangalan", "po")),
    "named": ((),),
    "nagngangalang": ((),),
    "dear": ((),),
    "hi": ((),),
    "hello": ((),),
    "hey": ((),),
    "o": (("c",),),
    "mahal": (("na",), ("kong",)),
}
# The same, where only two words or a listed name count.
WEAK_CUES: dict[str, tuple[tuple[str, ...], ...]] = {
    "am": (("i",),),
    "by": tuple(
        (verb,)
        for verb in (
            "signed prepared notarized notarised executed represented witnessed filed sent submitted drafted attested "
            "certified owned received acknowledged sworn written noted checked verified"
        ).split()
    ),
    "between": ((),),
    "of": (
        *(
            (word,)
            for word in "heirs estate son daughter wife husband child widow favor behalf name mother father".split()
        ),
        ("care",),
    ),
    "to": (("married",), ("sold",), ("leased",), ("paid",), ("payable",), ("donated",), ("assigned",)),
    "spouses": ((),),
    "with": (("met",), ("spoke",), ("talked",), ("meeting",)),
    "and": (("spouse",),),
    "i": ((),),
}
COLON_CUES = _words("""
from to cc bcc attention attn name names pangalan signed witness witnesses client lessee lessor seller buyer borrower
lender payee incorporator president treasurer secretary director shareholder subscriber affiant tenant landlord
employee employer contact by guarantor trustee nominee agent pirma saksi nagbebenta bumibili umuupa
""")
CLOSINGS = _words("regards sincerely truly yours thanks cheers salamat gumagalang sumasaiyo lubos respectfully best")
# Right behind a full name: what deeds and letters say of a person.
AFTER_NAMES = _words("""
of filipino filipina single married widow widower nasa may esq cpa md phd llb jd residing born whose aged petitioner
respondent plaintiff defendant affiant lessor lessee vendor vendee donor donee age pilipino pilipina american chinese
""")
